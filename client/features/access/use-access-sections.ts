import { KeySquare, MonitorSmartphone, ScrollText, UserCog, Users, type LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import type { WhoAmI } from '#shared/protocol/accounts.ts'
import { AccountSection } from './account-section.tsx'
import { AuditSection } from './audit-section.tsx'
import { PeopleSection } from './people-section.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { TokensSection } from './tokens-section.tsx'

interface Section {
  readonly id: string
  readonly label: string
  readonly icon: LucideIcon
  readonly content: () => ReactElement
}

const ACCOUNT: Section = { id: 'account', label: 'Account', icon: UserCog, content: AccountSection }
const OWN: readonly Section[] = [
  { id: 'sessions', label: 'Sessions', icon: MonitorSmartphone, content: SessionsSection },
  { id: 'tokens', label: 'API tokens', icon: KeySquare, content: TokensSection },
]
const ADMINISTRATION: readonly Section[] = [
  { id: 'people', label: 'People', icon: Users, content: PeopleSection },
  { id: 'audit', label: 'Audit log', icon: ScrollText, content: AuditSection },
]

/** The sections of the settings that whoever asks has a use for; none where nobody signs in. */
export function accessSections(who: WhoAmI | null): readonly Section[] {
  if (who === null || who.accounts === 'off') return []
  if (who.kind !== 'account') return [ACCOUNT]
  return [ACCOUNT, ...OWN, ...(who.studio_role === 'administrator' ? ADMINISTRATION : [])]
}

/** As `accessSections`, for who is here now. */
export function useAccessSections(): readonly Section[] {
  return accessSections(useReadable(useServices().access).who)
}
