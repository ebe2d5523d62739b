import { describeMediaIndex } from '../media-index.contract.ts'
import { openDatabase } from './sqlite-database.ts'
import { sqliteMediaIndex } from './sqlite-media-index.ts'

describeMediaIndex('sqlite', async () => {
  const db = await openDatabase(':memory:')
  return { index: sqliteMediaIndex(db), close: () => db.destroy() }
})
