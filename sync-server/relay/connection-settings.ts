import type { Identity } from '#server/auth/identity.ts'

/** How a peer came in. */
export interface ConnectionSettings {
  /** Whether it asked to hear what is saved. */
  readonly wantsSaved: boolean
  /** Kept with each update; null where nobody signed in. */
  readonly author: string | null
  /** False for a peer that may only look. */
  readonly mayWrite: boolean
  /** Who it is; null where nobody knows. */
  readonly identity: Identity | null
  /** Asked before the first that it writes into the rooms of a film that nobody has made: whether it is theirs then. */
  readonly claim: (() => Promise<boolean>) | null
}

/** What a connection tells the log of the server, once for each cause. */
export interface ConnectionReport {
  readonly room: string
  readonly code: number
  readonly reason: string
  readonly cause?: unknown
}
