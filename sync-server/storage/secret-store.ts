/** A secret as it is kept: nobody can read it without the key that it was sealed with. */
export interface SealedSecret {
  /** What it is for, such as `comfyui-host/{id}`. */
  readonly name: string
  /** Which key sealed it. */
  readonly keyId: string
  readonly sealed: Uint8Array
  /** Milliseconds since 1970; unchanged when it is only sealed with another key. */
  readonly updatedAt: number
}

/** The sealed secrets of an installation. */
export interface SecretStore {
  /** Every secret, by name. */
  list(): Promise<readonly SealedSecret[]>
  get(name: string): Promise<SealedSecret | null>
  /** Stores a secret, or replaces it. */
  put(secret: SealedSecret): Promise<void>
  /** Puts `next` in the place of `before`, unless somebody has changed that meanwhile; resolves with whether it did. */
  reseal(before: SealedSecret, next: SealedSecret): Promise<boolean>
  /** Forgets a secret; resolves with whether there was one. */
  remove(name: string): Promise<boolean>
}
