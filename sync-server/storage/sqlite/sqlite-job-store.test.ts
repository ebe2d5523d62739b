import { describeJobStore } from '../job-store.contract.ts'
import { openDatabase } from './sqlite-database.ts'
import { sqliteJobStore } from './sqlite-job-store.ts'

describeJobStore('sqlite', async () => {
  const db = await openDatabase(':memory:')
  return { store: sqliteJobStore(db), close: () => db.destroy() }
})
