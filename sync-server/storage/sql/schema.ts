import type { Generated, Insertable, Selectable } from 'kysely'
import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import type { VersionKind } from '#shared/model/version.ts'
import type { AuditKind } from '#shared/protocol/accounts.ts'
import type { JobState } from '#shared/protocol/jobs.ts'
import type { CodeKind } from '../account-store.ts'
import type { EntityKind } from '../catalog.ts'
import type { CeremonyRecord } from '../credential-store.ts'
import type { MediaRecord } from '../media-index.ts'

interface DocumentUpdatesTable {
  /** SQLite counts all updates together, Postgres those of each room. */
  seq: Generated<number>
  room: string
  bytes: Uint8Array
  author: string | null
  at: number
}

interface DocumentSnapshotsTable {
  room: string
  bytes: Uint8Array
  through_seq: number
  newest_at: number
}

interface ProjectsTable {
  id: string
  name: string
  created_at: number
  updated_at: number
  archived_at: number | null
  deleted_at: number | null
  /** The film's record as JSON. */
  record: string | null
}

interface EntitiesTable {
  entity_id: string
  project_id: string
  kind: EntityKind
}

interface MediaTable {
  sha256: string
  mime: string
  bytes: number
  kind: MediaRecord['kind']
  width: number | null
  height: number | null
  duration: number | null
  created_at: number
}

interface JobsTable {
  id: string
  revision: number
  project_id: string
  clip_id: string
  host_id: string | null
  state: JobState
  created_at: number
  body: string
}

interface HostsTable {
  id: string
  name: string
  url: string
  paused: number
  created_at: number
  credentials_at: number | null
}

interface VersionsTable {
  id: string
  project_id: string
  name: string | null
  kind: VersionKind
  at: number
  author: string | null
  bytes: number
  fingerprint: string
}

interface VersionStatesTable {
  project_id: string
  fingerprint: string
  state: Uint8Array
  /** Number of versions that share it. */
  uses: number
}

interface AccessTokensTable {
  id: string
  token_hash: string
  account_id: string | null
  name: string
  /** With spaces. */
  scopes: string
  hint: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
}

interface ShareLinksTable {
  id: string
  token_hash: string
  project_id: string
  role: ProjectRole
  note: string
  password_hash: string | null
  maker_id: string | null
  maker: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
}

interface PasskeysTable {
  id: string
  account_id: string
  public_key: Uint8Array
  counter: number
  transports: string
  synced: number
  name: string
  created_at: number
  last_used_at: number | null
}

interface OutsideIdentitiesTable {
  issuer: string
  subject: string
  account_id: string
  email: string | null
  linked_at: number
}

interface CeremoniesTable {
  key_hash: string
  kind: CeremonyRecord['kind']
  data: string
  expires_at: number
}

interface SecretsTable {
  name: string
  key_id: string
  sealed: Uint8Array
  updated_at: number
}

interface BatchesTable {
  id: string
  created_at: number
  submitted: number
  body: string
}

interface QueueSwitchTable {
  id: string
  /** 1 where it is paused. */
  paused: number
}

interface PullWorkersTable {
  id: string
  created_at: number
  body: string
}

interface RequestAnswersTable {
  scope: string
  key: string
  fingerprint: string
  /** The answer as JSON; null while the request is being worked on. */
  answer: string | null
  until: number
  /** When it was first claimed, kept by whoever takes it up again. */
  began: number
}

interface AccountsTable {
  id: string
  name: string
  name_key: string
  display_name: string
  studio_role: StudioRole
  password_hash: string | null
  disabled: number
  created_at: number
  last_seen_at: number | null
}

interface SessionsTable {
  id: string
  token_hash: string
  account_id: string
  created_at: number
  last_seen_at: number
  expires_at: number
  user_agent: string
  address: string | null
}

interface OneTimeCodesTable {
  code_hash: string
  kind: CodeKind
  account_id: string | null
  expires_at: number
}

interface FilmMembersTable {
  project_id: string
  account_id: string
  role: ProjectRole
  since: number
}

interface InvitationsTable {
  id: string
  code_hash: string
  studio_role: StudioRole
  project_id: string | null
  project_role: ProjectRole | null
  note: string
  inviter_id: string | null
  inviter: string
  created_at: number
  expires_at: number
  used_by: string | null
}

interface AuditLogTable {
  id: string
  at: number
  kind: AuditKind
  actor_id: string | null
  actor: string
  address: string | null
  project_id: string | null
  subject: string
  detail: string
}

interface FilmMediaTable {
  sha256: string
  project_id: string
}

interface MediaUploadsTable {
  sha256: string
  account_id: string
}

/** The tables of both databases. Each is made by a migration in `sqlite/migrations.ts` and in `postgres/migrations.ts`. */
export interface DatabaseSchema {
  document_updates: DocumentUpdatesTable
  document_snapshots: DocumentSnapshotsTable
  projects: ProjectsTable
  entities: EntitiesTable
  media: MediaTable
  jobs: JobsTable
  hosts: HostsTable
  versions: VersionsTable
  version_states: VersionStatesTable
  batches: BatchesTable
  pull_workers: PullWorkersTable
  queue_switch: QueueSwitchTable
  request_answers: RequestAnswersTable
  secrets: SecretsTable
  access_tokens: AccessTokensTable
  share_links: ShareLinksTable
  passkeys: PasskeysTable
  outside_identities: OutsideIdentitiesTable
  ceremonies: CeremoniesTable
  accounts: AccountsTable
  sessions: SessionsTable
  one_time_codes: OneTimeCodesTable
  film_members: FilmMembersTable
  invitations: InvitationsTable
  audit_log: AuditLogTable
  film_media: FilmMediaTable
  media_uploads: MediaUploadsTable
}

export type EntityRow = Selectable<EntitiesTable>
export type ProjectRow = Selectable<ProjectsTable>
export type MediaRow = Selectable<MediaTable>
export type VersionRow = Selectable<VersionsTable>
export type AccountRow = Selectable<AccountsTable>
export type SessionRow = Selectable<SessionsTable>
export type FilmMemberRow = Selectable<FilmMembersTable>
export type InvitationRow = Selectable<InvitationsTable>
export type AuditRow = Selectable<AuditLogTable>
export type TokenRow = Selectable<AccessTokensTable>
export type ShareLinkRow = Selectable<ShareLinksTable>
export type PasskeyRow = Selectable<PasskeysTable>
export type OutsideIdentityRow = Selectable<OutsideIdentitiesTable>
export type SecretRow = Selectable<SecretsTable>
export type BatchRow = Selectable<BatchesTable>
export type NewJobRow = Insertable<JobsTable>
