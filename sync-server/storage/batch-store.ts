import type { GenerationRequest } from '#shared/protocol/jobs.ts'

/** A request of a batch: its job has an id before it is made. */
export type BatchRequest = GenerationRequest & { readonly id: string }

/** Many jobs that were asked for at once. Times are milliseconds since 1970. */
export interface BatchRecord {
  readonly id: string
  readonly name: string
  /** The films that its clips belong to. */
  readonly projectIds: readonly string[]
  readonly requests: readonly BatchRequest[]
  readonly requestedBy: string
  readonly createdAt: number
  /** Whether all of its jobs are in the queue. */
  readonly submitted: boolean
}

/** Which batches to list, newest first. What is absent does not narrow. */
export interface BatchFilter {
  readonly limit: number
  /** The id of the last batch of the page before. */
  readonly after?: string
}

/** The batches that were asked for. */
export interface BatchStore {
  /** Stores a new batch. Where its id is known already nothing changes. Resolves with the stored one. */
  add(batch: BatchRecord): Promise<{ readonly batch: BatchRecord; readonly created: boolean }>
  get(id: string): Promise<BatchRecord | null>
  list(filter: BatchFilter): Promise<readonly BatchRecord[]>
  /** Batches whose jobs are not all in the queue yet, oldest first. */
  unsubmitted(): Promise<readonly BatchRecord[]>
  /** Notes that all jobs of a batch are in the queue. */
  markSubmitted(id: string): Promise<void>
  /** Forgets a batch; resolves with whether there was one. */
  remove(id: string): Promise<boolean>
}
