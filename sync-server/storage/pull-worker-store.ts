import type { GenerationKind } from '#shared/model/settings.ts'

/** A machine that fetches its jobs itself, because this server cannot reach it. Times are milliseconds since 1970. */
export interface PullWorkerRecord {
  readonly id: string
  readonly name: string
  /** Model files that it has; null where it takes every model. */
  readonly models: readonly string[] | null
  readonly kinds: readonly GenerationKind[]
  /** How long it may be silent before its job goes back into the queue, in seconds. */
  readonly leaseSeconds: number
  readonly createdAt: number
  readonly lastSeenAt: number
}

/** The registered pull workers. */
export interface PullWorkerStore {
  /** Every worker, oldest first. */
  list(): Promise<readonly PullWorkerRecord[]>
  /** Stores a worker, or replaces it. */
  put(worker: PullWorkerRecord): Promise<void>
  /** Forgets a worker; resolves with whether there was one. */
  remove(id: string): Promise<boolean>
}
