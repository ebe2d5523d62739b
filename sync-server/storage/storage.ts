import type { AccountStore } from './account-store.ts'
import type { AnswerStore } from './answer-store.ts'
import type { AuditLog } from './audit-log.ts'
import type { BatchStore } from './batch-store.ts'
import type { Catalog } from './catalog.ts'
import type { DocumentLog } from './document-log.ts'
import type { HostStore } from './host-store.ts'
import type { JobStore } from './job-store.ts'
import type { LeaseStore } from './lease-store.ts'
import type { MediaIndex } from './media-index.ts'
import type { MediaUse } from './media-use.ts'
import type { MemberStore } from './member-store.ts'
import type { CredentialStore } from './credential-store.ts'
import type { PassStore } from './pass-store.ts'
import type { SecretStore } from './secret-store.ts'
import type { PullWorkerStore } from './pull-worker-store.ts'
import type { QueueSwitchStore } from './queue-switch-store.ts'
import type { VersionStore } from './version-store.ts'

/** All that the server keeps beside the media files, opened. */
export interface Storage {
  readonly documentLog: DocumentLog
  readonly catalog: Catalog
  readonly jobs: JobStore
  readonly hosts: HostStore
  readonly mediaIndex: MediaIndex
  readonly versions: VersionStore
  readonly batches: BatchStore
  readonly pullWorkers: PullWorkerStore
  readonly queueSwitch: QueueSwitchStore
  readonly answers: AnswerStore
  readonly secrets: SecretStore
  readonly passes: PassStore
  readonly credentials: CredentialStore
  readonly accounts: AccountStore
  readonly members: MemberStore
  readonly mediaUse: MediaUse
  readonly audit: AuditLog
  /** What one of the processes that share the storage may do at a time; null where no other process can use it. */
  readonly leases: LeaseStore | null
  /** Finishes what is under way and lets go of everything. */
  close(): Promise<void>
}
