import type { FilmVersion } from '#shared/model/version.ts'
import type { VersionStore } from '../version-store.ts'

/** Keeps versions in memory: gone with the process. */
export function memoryVersionStore(): VersionStore {
  const versions = new Map<string, FilmVersion>()
  const states = new Map<string, Uint8Array>()
  const keyOf = (projectId: string, id: string): string => `${projectId} ${id}`
  const stateKey = ({ projectId, fingerprint }: FilmVersion): string => keyOf(projectId, fingerprint)
  const list = (projectId: string): FilmVersion[] =>
    [...versions.values()].filter((version) => version.projectId === projectId).sort((a, b) => b.at - a.at)
  return {
    async put(version, state) {
      const key = keyOf(version.projectId, version.id)
      if (versions.has(key)) return false
      versions.set(key, version)
      if (!states.has(stateKey(version))) states.set(stateKey(version), state)
      return true
    },
    async get(projectId, id) {
      return versions.get(keyOf(projectId, id)) ?? null
    },
    async state(projectId, id) {
      const version = versions.get(keyOf(projectId, id))
      return version ? (states.get(stateKey(version)) ?? null) : null
    },
    async list(projectId) {
      return list(projectId)
    },
    async newest(projectId) {
      return list(projectId)[0] ?? null
    },
    async rename(projectId, id, name) {
      const version = versions.get(keyOf(projectId, id))
      if (version) versions.set(keyOf(projectId, id), { ...version, name })
      return version !== undefined
    },
    async remove(projectId, ids) {
      for (const id of ids) versions.delete(keyOf(projectId, id))
      const needed = new Set([...versions.values()].map(stateKey))
      for (const key of states.keys()) if (!needed.has(key)) states.delete(key)
    },
    async projects() {
      return [...new Set([...versions.values()].map(({ projectId }) => projectId))].sort()
    },
  }
}
