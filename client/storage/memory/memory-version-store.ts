import type { StoredVersion, VersionStore } from '../version-store.ts'
import { memoryTable } from './memory-table.ts'

/** Versions that live as long as the test. */
export function memoryVersionStore(): VersionStore {
  const table = memoryTable<StoredVersion>((version) => version.id)
  const states = new Map<string, Uint8Array>()
  const keyOf = ({ projectId, fingerprint }: StoredVersion): string => `${projectId}|${fingerprint}`
  const list = async (projectId: string): Promise<StoredVersion[]> =>
    (await table.list()).filter((version) => version.projectId === projectId)
  const dropUnused = async (): Promise<void> => {
    const needed = new Set((await table.list()).map(keyOf))
    for (const key of states.keys()) if (!needed.has(key)) states.delete(key)
  }
  return {
    list,
    state: async (id) => {
      const version = await table.get(id)
      return (version && states.get(keyOf(version))) ?? null
    },
    put: async (version, state) => {
      if (!states.has(keyOf(version))) states.set(keyOf(version), state)
      await table.put(version)
    },
    patch: async (id, change) => {
      const version = await table.get(id)
      if (version) await table.put({ ...version, ...change })
    },
    remove: async (_projectId, ids) => {
      for (const id of ids) await table.remove(id)
      await dropUnused()
    },
    removeFilm: async (projectId) => {
      for (const { id } of await list(projectId)) await table.remove(id)
      await dropUnused()
    },
    subscribe: table.subscribe,
  }
}
