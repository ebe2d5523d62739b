import { liveQuery } from 'dexie'
import { StoredVersion, type VersionStore } from '../version-store.ts'
import type { StoryCanvasDatabase } from './database.ts'

/** Versions of films in IndexedDB: the records, and beside them the states that they share. */
export function dexieVersionStore(db: StoryCanvasDatabase): VersionStore {
  const keyOf = ({ projectId, fingerprint }: Pick<StoredVersion, 'projectId' | 'fingerprint'>): string =>
    `${projectId}|${fingerprint}`
  const rowsOf = (projectId: string) => db.versions.where('projectId').equals(projectId)

  return {
    list: async (projectId) =>
      (await rowsOf(projectId).toArray()).flatMap((row) => StoredVersion.safeParse(row).data ?? []),
    state: (id) =>
      db.transaction('r', db.versions, db.versionStates, async () => {
        const version = await db.versions.get(id)
        const row = version && (await db.versionStates.get(keyOf(version)))
        return row?.bytes ?? null
      }),
    put: (version, state) =>
      db.transaction('rw', db.versions, db.versionStates, async () => {
        const key = keyOf(version)
        if ((await db.versionStates.where('key').equals(key).count()) === 0)
          await db.versionStates.add({ key, projectId: version.projectId, bytes: state })
        await db.versions.put(version)
      }),
    patch: async (id, change) => {
      await db.versions.update(id, change)
    },
    remove: (projectId, ids) =>
      db.transaction('rw', db.versions, db.versionStates, async () => {
        await db.versions.bulkDelete([...ids])
        const needed = new Set((await rowsOf(projectId).toArray()).map(keyOf))
        const states = await db.versionStates.where('projectId').equals(projectId).primaryKeys()
        await db.versionStates.bulkDelete(states.filter((key) => !needed.has(key)))
      }),
    removeFilm: (projectId) =>
      db.transaction('rw', db.versions, db.versionStates, async () => {
        await rowsOf(projectId).delete()
        await db.versionStates.where('projectId').equals(projectId).delete()
      }),
    subscribe: (listener) => {
      const watch = liveQuery(() => db.versions.toArray()).subscribe(listener)
      return () => watch.unsubscribe()
    },
  }
}
