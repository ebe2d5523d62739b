import { sql } from 'kysely'
import type { Logger } from '#server/observability/logger.ts'
import type { Database } from '../sql/database.ts'
import type { SqliteFile } from './sqlite-file.ts'

/** Free pages above which some are given back, and how many stay for what is written next: 2 MiB and 1 MiB. */
const GIVE_BACK_ABOVE = 512
const KEEP = 256

/** Pages given back in one go: some milliseconds, in which nothing else is stored. */
const AT_ONCE = 64

/** Milliseconds for which others go first. */
const REST_MS = 20

/** Lets the file shrink with what it holds, a little at a time. */
export class SpaceKeeper {
  readonly #db: Database
  readonly #file: SqliteFile
  readonly #logger: Logger
  #running: Promise<void> | null = null
  #stopped = false

  constructor(db: Database, file: SqliteFile, logger: Logger) {
    this.#db = db
    this.#file = file
    this.#logger = logger
  }

  /** Something was deleted: looks whether pages are to be given back. */
  freed(): void {
    if (this.#stopped) return
    this.#running ??= this.#giveBack()
      .catch((error: unknown) =>
        this.#logger.warn({ err: error }, 'unused space of the database could not be given back'),
      )
      .finally(() => {
        this.#running = null
      })
  }

  /** Resolves once nothing is being given back any more; nothing will be. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #giveBack(): Promise<void> {
    if ((await this.#freePages()) <= GIVE_BACK_ABOVE) return
    while (!this.#stopped && (await this.#freePages()) > KEEP) {
      await this.#alone(`PRAGMA incremental_vacuum(${AT_ONCE})`)
      await new Promise((resolve) => setTimeout(resolve, REST_MS))
    }
    // The file gets shorter when its log has been carried over.
    if (!this.#stopped) await this.#alone('PRAGMA wal_checkpoint(PASSIVE)')
  }

  async #freePages(): Promise<number> {
    const { rows } = await sql<{ pages: number }>`SELECT freelist_count AS pages FROM pragma_freelist_count`.execute(
      this.#db,
    )
    return rows[0]?.pages ?? 0
  }

  /** Between the transactions of others. */
  #alone(statement: string): Promise<void> {
    return this.#db.connection().execute(async () => this.#file.exec(statement))
  }
}

/**
 * Converts a file of an earlier version, once, so that it can give pages back. It is written anew in one transaction;
 * where the disk has no room for that it stays as it is, and keeps the space that it once needed.
 */
export function allowGivingBack(file: SqliteFile, logger: Logger): void {
  const [row] = file.database.prepare('PRAGMA auto_vacuum').all([]) as [{ auto_vacuum: number }]
  const INCREMENTAL = 2
  if (row.auto_vacuum === INCREMENTAL) return
  const startedAt = performance.now()
  try {
    file.exec('PRAGMA auto_vacuum = INCREMENTAL')
    file.exec('VACUUM')
    logger.info({ ms: Math.round(performance.now() - startedAt) }, 'the database was rewritten, so that it can shrink')
  } catch (error) {
    logger.warn({ err: error }, 'the database could not be rewritten so that it can shrink; all else works')
  }
}
