import type { Job } from '#shared/protocol/jobs.ts'

/** Jobs as last heard of, so that the queue can be read without the server. */
export interface JobsCache {
  list(): Promise<Job[]>
  put(jobs: readonly Job[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
}
