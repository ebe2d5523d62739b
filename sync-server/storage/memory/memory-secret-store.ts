import type { SealedSecret, SecretStore } from '../secret-store.ts'

/** Keeps sealed secrets in memory: gone with the process. */
export function memorySecretStore(): SecretStore {
  const secrets = new Map<string, SealedSecret>()
  return {
    async list() {
      return [...secrets.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    async get(name) {
      return secrets.get(name) ?? null
    },
    async put(secret) {
      secrets.set(secret.name, secret)
    },
    async reseal(before, next) {
      const known = secrets.get(before.name)
      if (!known || Buffer.compare(known.sealed, before.sealed) !== 0) return false
      secrets.set(before.name, next)
      return true
    },
    async remove(name) {
      return secrets.delete(name)
    },
  }
}
