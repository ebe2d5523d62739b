import type { CeremonyRecord, CredentialStore, OutsideIdentityRecord, PasskeyRecord } from '../credential-store.ts'

/** Keeps passkeys, links to sign-in services and ceremonies in memory: gone with the process. */
export function memoryCredentialStore(): CredentialStore {
  const passkeys = new Map<string, PasskeyRecord>()
  const outside = new Map<string, OutsideIdentityRecord>()
  const ceremonies = new Map<string, CeremonyRecord>()
  const keyOf = (issuer: string, subject: string): string => JSON.stringify([issuer, subject])
  return {
    async addPasskey(passkey) {
      if (passkeys.has(passkey.id)) return false
      passkeys.set(passkey.id, passkey)
      return true
    },
    passkey: async (id) => passkeys.get(id) ?? null,
    async passkeysOf(accountId) {
      const own = [...passkeys.values()].filter((passkey) => passkey.accountId === accountId)
      return own.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    },
    async usePasskey(id, counter, at) {
      const passkey = passkeys.get(id)
      if (!passkey || !(passkey.counter < counter || (counter === 0 && passkey.counter === 0))) return false
      passkeys.set(id, { ...passkey, counter, lastUsedAt: at })
      return true
    },
    async removePasskey(accountId, id) {
      return passkeys.get(id)?.accountId === accountId && passkeys.delete(id)
    },
    outsideIdentity: async (issuer, subject) => outside.get(keyOf(issuer, subject)) ?? null,
    outsideIdentitiesOf: async (accountId) => [...outside.values()].filter((one) => one.accountId === accountId),
    async link(identity) {
      const key = keyOf(identity.issuer, identity.subject)
      if (outside.has(key)) return false
      outside.set(key, identity)
      return true
    },
    async unlink(accountId, issuer) {
      const found = [...outside].filter(([, one]) => one.accountId === accountId && one.issuer === issuer)
      for (const [key] of found) outside.delete(key)
      return found.length > 0
    },
    async begin(ceremony, now) {
      for (const [key, { expiresAt }] of ceremonies) if (expiresAt <= now) ceremonies.delete(key)
      ceremonies.set(ceremony.keyHash, ceremony)
    },
    async take(keyHash, kind, now) {
      const ceremony = ceremonies.get(keyHash)
      if (ceremony?.kind !== kind) return null
      ceremonies.delete(keyHash)
      return ceremony.expiresAt > now ? ceremony : null
    },
  }
}
