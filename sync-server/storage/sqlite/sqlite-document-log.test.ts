import { describeDocumentLog } from '../document-log.contract.ts'
import { openDatabase } from './sqlite-database.ts'
import { sqliteDocumentLog } from './sqlite-document-log.ts'

describeDocumentLog('sqlite', async () => {
  const db = await openDatabase(':memory:')
  return { log: sqliteDocumentLog(db), close: () => db.destroy() }
})
