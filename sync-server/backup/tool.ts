import type { Config } from '#server/config.ts'

/** Exit code of a tool that did not do what it was asked. */
const FAILED = 1

/** A line for whoever runs the tool. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Ends the tool with a line on why. */
export function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(FAILED)
}

/** Ends the tool where documents are in Postgres, which has better tools of its own. */
export function requireSqlite({ databaseUrl }: Config): void {
  if (databaseUrl === null) return
  fail(
    'DATABASE_URL is set: save and restore Postgres with pg_dump and pg_restore, then the bucket or the media folder, ' +
      'as docs/backup.md says',
  )
}
