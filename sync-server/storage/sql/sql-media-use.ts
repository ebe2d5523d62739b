import { LIBRARY, type MediaUse } from '../media-use.ts'
import type { Database } from './database.ts'

/** SQLite takes 32,766 values in one statement; two of them make a row. */
const ROWS_PER_STATEMENT = 5000

/** Roles of those who put files into a film. */
const EDITORS = ['owner', 'editor'] as const

/** Which films use a file, in a database. */
export function sqlMediaUse(db: Database): MediaUse {
  return {
    async note(projectId, hashes, trusted) {
      const noted: string[] = []
      // In one order, so that two processes never wait for each other.
      const sorted = [...new Set(hashes)].sort()
      for (let start = 0; start < sorted.length; start += ROWS_PER_STATEMENT) {
        const part = sorted.slice(start, start + ROWS_PER_STATEMENT)
        const allowed = trusted ? part : await readableByEditors(db, projectId, part)
        if (allowed.length === 0) continue
        await db
          .insertInto('film_media')
          .values(allowed.map((sha256) => ({ sha256, project_id: projectId })))
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        noted.push(...allowed)
      }
      return noted
    },

    async uploaded(sha256, accountId) {
      await db
        .insertInto('media_uploads')
        .values({ sha256, account_id: accountId })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async mayRead(sha256, accountId) {
      const used = db
        .selectFrom('film_media')
        .innerJoin('film_members', 'film_members.project_id', 'film_media.project_id')
        .select('film_media.sha256')
        .where('film_media.sha256', '=', sha256)
        .where('film_members.account_id', '=', accountId)
        .limit(1)
      if (await used.executeTakeFirst()) return true
      const brought = db
        .selectFrom('media_uploads')
        .select('sha256')
        .where('sha256', '=', sha256)
        .where('account_id', '=', accountId)
      return (await brought.executeTakeFirst()) !== undefined
    },

    async filmsOf(sha256) {
      const rows = await db
        .selectFrom('film_media')
        .select('project_id')
        .where('sha256', '=', sha256)
        .orderBy('project_id')
        .execute()
      return rows.map((row) => row.project_id)
    },
  }
}

/** Those that are in the film already, were brought by one of its editors, or are in another film of one of them. */
async function readableByEditors(db: Database, projectId: string, hashes: readonly string[]): Promise<string[]> {
  const editors = db
    .selectFrom('film_members')
    .select('account_id')
    .where('project_id', '=', projectId)
    .where('role', 'in', EDITORS)
  const rows = await db
    .selectFrom('film_media')
    .select('sha256')
    .where('sha256', 'in', hashes)
    .where((eb) =>
      eb.or([
        eb('project_id', 'in', [projectId, LIBRARY]),
        eb('project_id', 'in', eb.selectFrom('film_members').select('project_id').where('account_id', 'in', editors)),
      ]),
    )
    .union(
      db.selectFrom('media_uploads').select('sha256').where('sha256', 'in', hashes).where('account_id', 'in', editors),
    )
    .orderBy('sha256')
    .execute()
  return rows.map((row) => row.sha256)
}
