import type { Logger } from '#server/observability/logger.ts'
import type { SealedSecret, SecretStore } from '#server/storage/secret-store.ts'
import { seal, SealBroken, unseal, type SecretKey } from './secret-box.ts'
import type { SecretKeys } from './secret-keys.ts'

/** What keeping secrets needs. */
export interface SecretsServices {
  readonly store: SecretStore
  readonly keys: SecretKeys
  readonly logger: Logger
  readonly now: () => number
  readonly randomBytes: (count: number) => Uint8Array
}

/** What came of sealing secrets with the current key. */
export interface Resealed {
  readonly resealed: number
  /** Secrets that none of the keys opens. */
  readonly unreadable: readonly string[]
}

/** What only the server may know: passwords and keys of other services. Kept sealed; nothing here is ever answered. */
export class Secrets {
  readonly #services: SecretsServices

  constructor(services: SecretsServices) {
    this.#services = services
  }

  /** The secret; null where none is kept, or none that the keys of this server open, which the log then says. */
  async get(name: string): Promise<string | null> {
    const kept = await this.#services.store.get(name)
    return kept && this.#open(kept)
  }

  /** Whether a secret is kept under a name, and since when. */
  async setAt(name: string): Promise<number | null> {
    return (await this.#services.store.get(name))?.updatedAt ?? null
  }

  async set(name: string, value: string): Promise<void> {
    const { store, now } = this.#services
    await store.put({ name, ...this.#seal(name, value), updatedAt: now() })
  }

  /** Forgets a secret; resolves with whether there was one. */
  async clear(name: string): Promise<boolean> {
    return this.#services.store.remove(name)
  }

  /** Seals with the current key what an earlier one had sealed. Doing it twice, or on several servers at once, is harmless. */
  async reseal(): Promise<Resealed> {
    const { store, keys, logger } = this.#services
    const unreadable: string[] = []
    let resealed = 0
    for (const kept of await store.list()) {
      if (kept.keyId === keys.current.id) continue
      const value = this.#open(kept)
      if (value === null) unreadable.push(kept.name)
      else if (await store.reseal(kept, { ...kept, ...this.#seal(kept.name, value) })) resealed += 1
    }
    if (resealed > 0) logger.info({ resealed }, 'secrets are sealed with the new key now')
    return { resealed, unreadable }
  }

  #seal(name: string, value: string): Pick<SealedSecret, 'keyId' | 'sealed'> {
    const { keys, randomBytes } = this.#services
    return { keyId: keys.current.id, sealed: seal(keys.current, name, value, randomBytes) }
  }

  #open({ name, keyId, sealed }: SealedSecret): string | null {
    const key = this.#keyOf(keyId)
    try {
      if (!key) throw new SealBroken(`${name} was sealed with the key ${keyId}, which is not here`)
      return unseal(key, name, sealed)
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      const words =
        'a secret cannot be read and counts as absent: set it again, or start with the key that it was kept with'
      this.#services.logger.error({ secret: name, err: error }, words)
      return null
    }
  }

  #keyOf(id: string): SecretKey | null {
    const { current, previous } = this.#services.keys
    if (id === current.id) return current
    return id === previous?.id ? previous : null
  }
}
