import { rmSync } from 'node:fs'
import { findBrokenPages } from './find-damage.ts'
import { MIGRATIONS } from './migrations.ts'
import { leaveLog, openSqliteFile, type SqliteFile } from './sqlite-file.ts'

/** What a copied database holds. */
export interface DatabaseContents {
  /** Steps of migration that it has been through. */
  readonly schemaVersion: number
  readonly films: number
  /** Documents: films, their reviews, the library. */
  readonly documents: number
  readonly jobs: number
  readonly media: { sha256: string; bytes: number }[]
}

const ROOMS = '(SELECT room FROM document_snapshots UNION SELECT room FROM document_updates)'

/** The newest version of a database that this code knows. */
export const SCHEMA_VERSION = MIGRATIONS.length

/**
 * Copies the database at `path` as it is at one moment to a new file, while a server goes on writing to it. Throws
 * where what came of it is not whole; nothing stays then.
 */
export async function copyDatabase(path: string, target: string): Promise<DatabaseContents> {
  rmSync(target, { force: true })
  const source = await openSqliteFile(path)
  try {
    source.exec(`VACUUM INTO '${target.replaceAll("'", "''")}'`)
  } finally {
    source.database.close()
  }
  try {
    return await readDatabase(target)
  } catch (error) {
    rmSync(target, { force: true })
    throw error
  }
}

/** Looks at a copied database, and leaves it as one file. Throws where it is not whole. */
export async function readDatabase(path: string): Promise<DatabaseContents> {
  const copy = await openSqliteFile(path)
  try {
    const broken = findBrokenPages(copy)
    if (broken !== null) throw new Error(`The copy of the database is damaged: ${broken}`)
    const count = (of: string): number => read<{ n: number }>(copy, `SELECT COUNT(*) AS n FROM ${of}`)[0]?.n ?? 0
    return {
      schemaVersion: read<{ user_version: number }>(copy, 'PRAGMA user_version')[0]?.user_version ?? 0,
      films: count(`${ROOMS} WHERE room LIKE 'project/%'`),
      documents: count(ROOMS),
      jobs: count('jobs'),
      media: read(copy, 'SELECT sha256, bytes FROM media ORDER BY sha256'),
    }
  } finally {
    leaveLog(copy)
    copy.database.close()
  }
}

function read<Row>(file: SqliteFile, sql: string): Row[] {
  return file.database.prepare(sql).all([]) as Row[]
}
