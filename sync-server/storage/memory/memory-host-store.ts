import type { HostRecord, HostStore } from '../host-store.ts'

/** Keeps registered hosts in memory: gone with the process. */
export function memoryHostStore(): HostStore {
  const hosts = new Map<string, HostRecord>()
  return {
    async list() {
      return [...hosts.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    },
    async put(host) {
      hosts.set(host.id, host)
    },
    async remove(id) {
      return hosts.delete(id)
    },
  }
}
