import { describeHostStore } from '../host-store.contract.ts'
import { openDatabase } from './sqlite-database.ts'
import { sqliteHostStore } from './sqlite-host-store.ts'

describeHostStore('sqlite', async () => {
  const db = await openDatabase(':memory:')
  return { store: sqliteHostStore(db), close: () => db.destroy() }
})
