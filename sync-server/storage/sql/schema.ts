import type { Generated, Insertable, Selectable } from 'kysely'
import type { VersionKind } from '#shared/model/version.ts'
import type { JobState } from '#shared/protocol/jobs.ts'
import type { EntityKind } from '../catalog.ts'
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
  request_answers: RequestAnswersTable
  secrets: SecretsTable
}

export type EntityRow = Selectable<EntitiesTable>
export type ProjectRow = Selectable<ProjectsTable>
export type MediaRow = Selectable<MediaTable>
export type VersionRow = Selectable<VersionsTable>
export type SecretRow = Selectable<SecretsTable>
export type BatchRow = Selectable<BatchesTable>
export type NewJobRow = Insertable<JobsTable>
