/** An answer that was given to a request, kept so that it can be given again. */
export interface StoredAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request that its sender may repeat, and knows by a key of its own. */
export interface KeyedRequest {
  /** Whose keys they are: those of different people never meet. */
  readonly scope: string
  readonly key: string
  /** Hash of what is asked for: the same key with another one is a mistake of the sender. */
  readonly fingerprint: string
}

/** What is known of a key. */
export type KeyClaim =
  /**
   * Nobody has used it, or whoever did is gone without an answer: it is the caller's now. `began` is when this request
   * was first claimed, the same for whoever takes it up again.
   */
  | { readonly kind: 'claimed'; readonly began: number }
  /** Somebody is at it. */
  | { readonly kind: 'busy'; readonly fingerprint: string }
  | { readonly kind: 'answered'; readonly fingerprint: string; readonly answer: StoredAnswer }

/** The answers to requests that may be repeated, for a day or so. Times are milliseconds since 1970. */
export interface AnswerStore {
  /**
   * Claims a key until `busyUntil` where it is free, or tells what is known of it. Of several who claim it at once one
   * gets it. What has expired at `now` counts as free.
   */
  claim(request: KeyedRequest, now: number, busyUntil: number): Promise<KeyClaim>
  /** Holds a claim for longer. */
  renew(request: KeyedRequest, busyUntil: number): Promise<void>
  /** Keeps the answer until `expiresAt`; resolves once it would survive a crash. */
  answer(request: KeyedRequest, answer: StoredAnswer, expiresAt: number): Promise<void>
  /** Gives a claimed key free: the request came to nothing. */
  release(request: KeyedRequest): Promise<void>
  /** Forgets answers that have expired, and claims that have, where they began at `begunBefore` or earlier. */
  forget(now: number, begunBefore: number): Promise<void>
}
