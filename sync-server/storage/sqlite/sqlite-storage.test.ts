import { describeAnswerStore } from '../answer-store.contract.ts'
import { describeBatchStore } from '../batch-store.contract.ts'
import { describeCatalog } from '../catalog.contract.ts'
import { describeDocumentLog } from '../document-log.contract.ts'
import { describeHostStore } from '../host-store.contract.ts'
import { describeJobStore } from '../job-store.contract.ts'
import { describeMediaIndex } from '../media-index.contract.ts'
import { describeSecretStore } from '../secret-store.contract.ts'
import { describeQueueSwitchStore } from '../queue-switch-store.contract.ts'
import { describePullWorkerStore } from '../pull-worker-store.contract.ts'
import { describeVersionStore } from '../version-store.contract.ts'
import { sqlAnswerStore } from '../sql/sql-answer-store.ts'
import { sqlBatchStore } from '../sql/sql-batch-store.ts'
import { sqlCatalog } from '../sql/sql-catalog.ts'
import { sqlHostStore } from '../sql/sql-host-store.ts'
import { sqlJobStore } from '../sql/sql-job-store.ts'
import { sqlMediaIndex } from '../sql/sql-media-index.ts'
import { sqlSecretStore } from '../sql/sql-secret-store.ts'
import { sqlQueueSwitchStore } from '../sql/sql-queue-switch-store.ts'
import { sqlPullWorkerStore } from '../sql/sql-pull-worker-store.ts'
import { sqlVersionStore } from '../sql/sql-version-store.ts'
import { openDatabaseFile, type OpenedDatabase } from './sqlite-database.ts'
import { sqliteDocumentLog } from './sqlite-document-log.ts'

async function open(): Promise<OpenedDatabase> {
  return openDatabaseFile(':memory:')
}

describeDocumentLog('sqlite', async () => {
  const { db, file } = await open()
  return { log: sqliteDocumentLog(db, file), close: () => db.destroy() }
})
describeCatalog('sqlite', async () => {
  const { db } = await open()
  return { catalog: sqlCatalog(db), close: () => db.destroy() }
})
describeHostStore('sqlite', async () => {
  const { db } = await open()
  return { store: sqlHostStore(db), close: () => db.destroy() }
})
describeJobStore('sqlite', async () => {
  const { db } = await open()
  return { store: sqlJobStore(db), close: () => db.destroy() }
})
describeMediaIndex('sqlite', async () => {
  const { db } = await open()
  return { index: sqlMediaIndex(db), close: () => db.destroy() }
})
describeBatchStore('sqlite', async () => {
  const { db } = await open()
  return { store: sqlBatchStore(db), close: () => db.destroy() }
})
describePullWorkerStore('sqlite', async () => {
  const { db } = await open()
  return { store: sqlPullWorkerStore(db), close: () => db.destroy() }
})
describeQueueSwitchStore('sqlite', async () => {
  const { db } = await open()
  return { store: sqlQueueSwitchStore(db), close: () => db.destroy() }
})
describeAnswerStore('sqlite', async () => {
  const { db } = await open()
  return { store: sqlAnswerStore(db), close: () => db.destroy() }
})
describeVersionStore('sqlite', async () => {
  const { db } = await open()
  return { store: sqlVersionStore(db), close: () => db.destroy() }
})
describeSecretStore('sqlite', async () => {
  const { db } = await open()
  return { store: sqlSecretStore(db), close: () => db.destroy() }
})
