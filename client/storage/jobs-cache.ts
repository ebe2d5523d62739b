import type { Job } from '#shared/protocol/jobs.ts'

/**
 * Jobs as last heard of, so that the queue can be read without the server. Writing never rejects: what finds no room is
 * asked of the server again.
 */
export interface JobsCache {
  list(): Promise<Job[]>
  put(jobs: readonly Job[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
}
