import { sqlCredentialStore } from '../sql/sql-credential-store.ts'
import { sqlPassStore } from '../sql/sql-pass-store.ts'
import { describeWaysIn } from '../ways-in.contract.ts'
import { openDatabaseFile } from './sqlite-database.ts'

describeWaysIn('sqlite', async () => {
  const { db } = await openDatabaseFile(':memory:')
  return { passes: sqlPassStore(db), credentials: sqlCredentialStore(db), close: () => db.destroy() }
})
