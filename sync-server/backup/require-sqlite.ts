import type { Config } from '#server/config.ts'
import { fail } from '#server/services/tool.ts'

/** Ends the tool where documents are in Postgres, which has better tools of its own. */
export function requireSqlite({ databaseUrl }: Config): void {
  if (databaseUrl === null) return
  fail(
    'DATABASE_URL is set: save and restore Postgres with pg_dump and pg_restore, then the bucket or the media folder, ' +
      'as docs/backup.md says',
  )
}
