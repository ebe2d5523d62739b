import type { Storage } from '../storage.ts'
import { memoryAccess } from './memory-access.ts'
import { memoryAnswerStore } from './memory-answer-store.ts'
import { memoryAuditLog } from './memory-audit-log.ts'
import { memoryBatchStore } from './memory-batch-store.ts'
import { memoryCatalog } from './memory-catalog.ts'
import { memoryDocumentLog } from './memory-document-log.ts'
import { memoryHostStore } from './memory-host-store.ts'
import { memoryJobStore } from './memory-job-store.ts'
import { memoryLeaseStore } from './memory-lease-store.ts'
import { memoryMediaIndex } from './memory-media-index.ts'
import { memoryCredentialStore } from './memory-credential-store.ts'
import { memoryPassStore } from './memory-pass-store.ts'
import { memorySecretStore } from './memory-secret-store.ts'
import { memoryPullWorkerStore } from './memory-pull-worker-store.ts'
import { memoryQueueSwitchStore } from './memory-queue-switch-store.ts'
import { memoryVersionStore } from './memory-version-store.ts'

/** Every port in memory, for several servers in one process: as they share a Postgres, so they share this. */
export function memoryStorage(): Storage {
  const catalog = memoryCatalog()
  return {
    documentLog: memoryDocumentLog(),
    catalog,
    ...memoryAccess(catalog),
    audit: memoryAuditLog(),
    jobs: memoryJobStore(),
    hosts: memoryHostStore(),
    mediaIndex: memoryMediaIndex(),
    versions: memoryVersionStore(),
    batches: memoryBatchStore(),
    pullWorkers: memoryPullWorkerStore(),
    queueSwitch: memoryQueueSwitchStore(),
    answers: memoryAnswerStore(),
    secrets: memorySecretStore(),
    passes: memoryPassStore(),
    credentials: memoryCredentialStore(),
    leases: memoryLeaseStore(),
    close: async () => {},
  }
}
