import { describeCatalog } from '../catalog.contract.ts'
import { openDatabase } from './sqlite-database.ts'
import { sqliteCatalog } from './sqlite-catalog.ts'

describeCatalog('sqlite', async () => {
  const db = await openDatabase(':memory:')
  return { catalog: sqliteCatalog(db), close: () => db.destroy() }
})
