import type { DocumentLog } from '../document-log.ts'
import type { LeaseStore } from '../lease-store.ts'
import type { Storage } from '../storage.ts'
import type { Database } from './database.ts'
import { sqlAccountStore } from './sql-account-store.ts'
import { sqlAnswerStore } from './sql-answer-store.ts'
import { sqlAuditLog } from './sql-audit-log.ts'
import { sqlBatchStore } from './sql-batch-store.ts'
import { sqlCatalog } from './sql-catalog.ts'
import { sqlHostStore } from './sql-host-store.ts'
import { sqlJobStore } from './sql-job-store.ts'
import { sqlMediaIndex } from './sql-media-index.ts'
import { sqlMediaUse } from './sql-media-use.ts'
import { sqlMemberStore } from './sql-member-store.ts'
import { sqlCredentialStore } from './sql-credential-store.ts'
import { sqlPassStore } from './sql-pass-store.ts'
import { sqlSecretStore } from './sql-secret-store.ts'
import { sqlPullWorkerStore } from './sql-pull-worker-store.ts'
import { sqlQueueSwitchStore } from './sql-queue-switch-store.ts'
import { sqlVersionStore } from './sql-version-store.ts'

/** Every port over one database. The log is given: its hottest path is not the same in both kinds of database. */
export function sqlStorage(
  db: Database,
  documentLog: DocumentLog,
  leases: LeaseStore | null,
  close: () => Promise<void>,
): Storage {
  return {
    documentLog,
    catalog: sqlCatalog(db),
    jobs: sqlJobStore(db),
    hosts: sqlHostStore(db),
    mediaIndex: sqlMediaIndex(db),
    versions: sqlVersionStore(db),
    batches: sqlBatchStore(db),
    pullWorkers: sqlPullWorkerStore(db),
    queueSwitch: sqlQueueSwitchStore(db),
    answers: sqlAnswerStore(db),
    secrets: sqlSecretStore(db),
    passes: sqlPassStore(db),
    credentials: sqlCredentialStore(db),
    accounts: sqlAccountStore(db),
    members: sqlMemberStore(db),
    mediaUse: sqlMediaUse(db),
    audit: sqlAuditLog(db),
    leases,
    close,
  }
}
