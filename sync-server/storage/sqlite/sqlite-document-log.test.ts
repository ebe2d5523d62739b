import { describeDocumentLog } from '../document-log.contract.ts'
import { openDatabaseFile } from './sqlite-database.ts'
import { sqliteDocumentLog } from './sqlite-document-log.ts'

describeDocumentLog('sqlite', async () => {
  const { db, file } = await openDatabaseFile(':memory:')
  return { log: sqliteDocumentLog(db, file), close: () => db.destroy() }
})
