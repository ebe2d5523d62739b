import type { FanOut } from '#server/fan-out/fan-out.ts'
import type { Logger } from '#server/observability/logger.ts'
import type { Storage } from '#server/storage/storage.ts'
import { AccessChanges } from './access-changes.ts'
import { Accounts } from './accounts.ts'
import { Audit } from './audit.ts'
import { FilmAccess } from './film-access.ts'
import { machineIsTrusted, type IdentitySource } from './identity.ts'
import { Invitations } from './invitations.ts'
import { Members } from './members.ts'
import { Sessions } from './sessions.ts'
import { SetUp } from './set-up.ts'

/** What knowing people takes. */
export interface PeopleServices {
  readonly storage: Pick<Storage, 'accounts' | 'members' | 'mediaUse' | 'audit' | 'catalog' | 'documentLog'>
  readonly fanOut: FanOut | null
  readonly logger: Logger
  readonly now: () => number
  readonly newId: () => string
  /** Whether people sign in; else whoever can reach the server is its machine. */
  readonly accountsOn: boolean
  /** Whether people come by https. */
  readonly isSecure: boolean
}

/** All that knows who people are and what they may do. */
export interface People {
  readonly accountsOn: boolean
  readonly changes: AccessChanges
  readonly audit: Audit
  readonly films: FilmAccess
  readonly sessions: Sessions
  readonly accounts: Accounts
  readonly members: Members
  readonly invitations: Invitations
  readonly setUp: SetUp
  /** The first way to tell who asks; others are tried after it. */
  readonly source: IdentitySource
}

/** Puts together all that knows people. */
export function createPeople({ storage, fanOut, logger, now, newId, accountsOn, isSecure }: PeopleServices): People {
  const { accounts: store, members, mediaUse, catalog } = storage
  const changes = new AccessChanges(fanOut)
  const audit = new Audit(storage.audit, now, newId)
  const films = new FilmAccess({ members, catalog, log: storage.documentLog, mediaUse, changes, now, accountsOn })
  const sessions = new Sessions({ accounts: store, films, changes, now, newId, isSecure })
  const accounts = new Accounts({ accounts: store, sessions, changes, audit, now, newId })
  return {
    accountsOn,
    changes,
    audit,
    films,
    sessions,
    accounts,
    members: new Members({ members, accounts: store, changes, now }),
    invitations: new Invitations({ members, store, accounts, films, changes, audit, now, newId }),
    setUp: new SetUp({ store, accounts, audit, logger, now }),
    source: accountsOn ? sessions : machineIsTrusted,
  }
}
