import type { FilmVersion } from '#shared/model/version.ts'
import type { VersionStore } from '../version-store.ts'
import type { Database } from './database.ts'
import type { VersionRow } from './schema.ts'

/** Versions in a database: a table of versions, and one of the states that they share. */
export function sqlVersionStore(db: Database): VersionStore {
  const newestFirst = (projectId: string) =>
    db.selectFrom('versions').selectAll().where('project_id', '=', projectId).orderBy('at', 'desc').orderBy('id')

  return {
    async put(version, state) {
      const { projectId, fingerprint, ...rest } = version
      return db.transaction().execute(async (tx) => {
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('versions')
          .values({ ...rest, project_id: projectId, fingerprint })
          .onConflict((conflict) => conflict.columns(['project_id', 'id']).doNothing())
          .executeTakeFirst()
        if (!numInsertedOrUpdatedRows) return false
        await tx
          .insertInto('version_states')
          .values({ project_id: projectId, fingerprint, state, uses: 1 })
          .onConflict((conflict) =>
            conflict
              .columns(['project_id', 'fingerprint'])
              .doUpdateSet((eb) => ({ uses: eb('version_states.uses', '+', 1) })),
          )
          .execute()
        return true
      })
    },

    async get(projectId, id) {
      const row = await db
        .selectFrom('versions')
        .selectAll()
        .where('project_id', '=', projectId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async state(projectId, id) {
      const row = await db
        .selectFrom('versions')
        .innerJoin('version_states', (join) =>
          join
            .onRef('version_states.project_id', '=', 'versions.project_id')
            .onRef('version_states.fingerprint', '=', 'versions.fingerprint'),
        )
        .select('version_states.state')
        .where('versions.project_id', '=', projectId)
        .where('versions.id', '=', id)
        .executeTakeFirst()
      return row?.state ?? null
    },

    async list(projectId) {
      return (await newestFirst(projectId).execute()).map(fromRow)
    },

    async newest(projectId) {
      const row = await newestFirst(projectId).limit(1).executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async rename(projectId, id, name) {
      const { numUpdatedRows } = await db
        .updateTable('versions')
        .set({ name })
        .where('project_id', '=', projectId)
        .where('id', '=', id)
        .executeTakeFirst()
      return numUpdatedRows > 0
    },

    async remove(projectId, ids) {
      if (ids.length === 0) return
      await db.transaction().execute(async (tx) => {
        const removed = await tx
          .deleteFrom('versions')
          .where('project_id', '=', projectId)
          .where('id', 'in', [...ids])
          .returning('fingerprint')
          .execute()
        // In one order, so that two processes never wait for each other; counted, so that neither takes away a state
        // that a version of the other has just begun to share.
        for (const { fingerprint } of removed.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))) {
          await tx
            .updateTable('version_states')
            .set((eb) => ({ uses: eb('uses', '-', 1) }))
            .where('project_id', '=', projectId)
            .where('fingerprint', '=', fingerprint)
            .execute()
        }
        await tx.deleteFrom('version_states').where('project_id', '=', projectId).where('uses', '<=', 0).execute()
      })
    },

    async projects() {
      const rows = await db.selectFrom('versions').select('project_id').distinct().orderBy('project_id').execute()
      return rows.map((row) => row.project_id)
    },
  }
}

function fromRow({ project_id, ...rest }: VersionRow): FilmVersion {
  return { ...rest, projectId: project_id }
}
