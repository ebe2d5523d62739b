import { z } from 'zod'
import { EntityId, Sha256 } from '#shared/model/ids.ts'
import { Timestamp } from '#shared/model/project.ts'
import { GenerationRequest } from '#shared/protocol/jobs.ts'

/** What waits for the server: a file to upload or to lend to the studio, a job to ask for or to call off. */
export const OutboxRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload'), sha256: Sha256, mime: z.string(), bytes: z.int().min(0) }),
  z.object({ kind: z.literal('lend'), sha256: Sha256 }),
  z.object({ kind: z.literal('job'), job: GenerationRequest.required({ id: true }) }),
  z.object({ kind: z.literal('cancel-job'), jobId: EntityId }),
])
export type OutboxRequest = z.infer<typeof OutboxRequest>

/** One request with the story of its tries. Its id makes sending it twice harmless. */
export const OutboxItem = z.object({
  id: z.string().min(1),
  projectId: EntityId,
  request: OutboxRequest,
  createdAt: Timestamp,
  attempts: z.int().min(0),
  /** Not tried again before this time. */
  nextTryAt: Timestamp,
  /** The last thing that went wrong, in words; null before the first try. */
  problem: z.string().nullable(),
})
export type OutboxItem = z.infer<typeof OutboxItem>

/** Requests kept on this device until the server has them. */
export interface OutboxStore {
  /** All items, oldest first. */
  list(): Promise<OutboxItem[]>
  /** Adds or replaces; resolves once it would survive a crash. */
  put(item: OutboxItem): Promise<void>
  /** Adds or replaces many together, or none of them. */
  putAll(items: readonly OutboxItem[]): Promise<void>
  remove(id: string): Promise<void>
  /** Calls back after a change, also one made in another tab. */
  subscribe(listener: () => void): () => void
}
