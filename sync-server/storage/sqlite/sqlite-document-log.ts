import type { DocumentLog } from '../document-log.ts'
import type { Database } from '../sql/database.ts'
import { sqlDocumentLog } from '../sql/sql-document-log.ts'
import { prepareAppend } from './sqlite-append.ts'
import type { SqliteFile } from './sqlite-file.ts'

/** The document log in SQLite. */
export function sqliteDocumentLog(db: Database, file: SqliteFile): DocumentLog {
  const append = prepareAppend(file)
  return sqlDocumentLog({
    db,
    async append(entries) {
      if (entries.length === 0) return []
      // Holding the connection keeps this out of the middle of somebody's transaction.
      return db.connection().execute(async () => append(entries))
    },
  })
}
