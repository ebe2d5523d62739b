import { Cloud, Database, HardDrive, Keyboard, SunMoon, UserRound, type LucideIcon } from 'lucide-react'
import { useEffect, useRef, type ReactElement } from 'react'
import { Link } from 'wouter'
import { cn } from '#client/ui/cn.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { DataSection } from './data-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { ShortcutsSection } from './shortcuts-section.tsx'
import { StorageSection } from './storage-section.tsx'
import { SyncSection } from './sync-section.tsx'

/** One part of the settings. */
export interface SettingsSection {
  readonly id: string
  readonly label: string
  readonly icon: LucideIcon
  readonly content: () => ReactElement
}

const SECTIONS: readonly SettingsSection[] = [
  { id: 'you', label: 'You', icon: UserRound, content: ProfileSection },
  { id: 'appearance', label: 'Appearance', icon: SunMoon, content: AppearanceSection },
  { id: 'shortcuts', label: 'Shortcuts', icon: Keyboard, content: ShortcutsSection },
  { id: 'sync', label: 'Sync', icon: Cloud, content: SyncSection },
  { id: 'storage', label: 'Storage', icon: HardDrive, content: StorageSection },
  { id: 'data', label: 'Data', icon: Database, content: DataSection },
]

/** Settings of this device, one section at a time; `access` are those of the account at the server. */
export function SettingsView({
  section,
  access,
}: {
  section: string | null
  access: readonly SettingsSection[]
}): ReactElement {
  const sections = [...SECTIONS.slice(0, 1), ...access, ...SECTIONS.slice(1)]
  const open = sections.find((one) => one.id === (section ?? 'you'))
  const Content = open?.content
  const chosen = useRef<HTMLLIElement>(null)
  const openId = open?.id
  // On a phone the sections are one row that scrolls.
  useEffect(() => {
    // Newer browsers answer a promise, which is no clean-up of an effect.
    chosen.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [openId])
  return (
    <div className="flex h-full max-sm:flex-col">
      <nav
        aria-label="Settings"
        className="shrink-0 border-line p-3 max-sm:overflow-x-auto max-sm:border-b sm:w-52 sm:border-r"
      >
        <ul className="flex gap-0.5 max-sm:w-max sm:flex-col">
          {sections.map(({ id, label, icon }) => (
            <li key={id} ref={id === openId ? chosen : undefined}>
              <Link
                href={`/settings/${id}`}
                aria-current={open?.id === id ? 'page' : undefined}
                className={cn(
                  'touch-target flex h-8 items-center gap-2.5 rounded-control px-2.5 whitespace-nowrap text-fg-2 hover:bg-hover hover:text-fg',
                  open?.id === id && 'bg-active font-medium text-fg',
                )}
              >
                <Icon icon={icon} />
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="min-w-0 grow overflow-y-auto">
        {Content && open ? (
          <section aria-labelledby="settings-heading" className="max-w-xl px-8 py-6 max-sm:px-4">
            <h2 id="settings-heading" className="mb-5 text-page font-semibold">
              {open.label}
            </h2>
            <Content />
          </section>
        ) : (
          <EmptyState icon={Database} title="There are no settings of that name">
            Choose a section from the list.
          </EmptyState>
        )}
      </div>
    </div>
  )
}
