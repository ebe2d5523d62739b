import type { Logger } from '#server/observability/logger.ts'
import type { Service } from '#server/services/service.ts'
import type { BatchRecord, BatchRequest, BatchStore } from '#server/storage/batch-store.ts'
import { CommandError } from '#shared/commands/command.ts'
import { composePrompt } from '#shared/generation/compose-prompt.ts'
import type { Clip } from '#shared/model/clip.ts'
import type { BatchInput } from '#shared/protocol/batches.ts'
import { FINAL_STATES, type GenerationRequest, type Job } from '#shared/protocol/jobs.ts'
import type { Dispatcher } from './dispatcher.ts'
import { JobRefused, type Refusal } from './prepare-job.ts'

/** What batches use. */
export interface BatchServices {
  readonly store: BatchStore
  readonly dispatcher: Pick<Dispatcher, 'prepare' | 'submit' | 'get' | 'cancel'>
  /** The project that a clip belongs to. Throws a `not-found` command error where there is none. */
  readonly projectOfClip: (clipId: string) => Promise<string>
  /** A clip as it is written now. Throws a `not-found` command error where there is none. */
  readonly readClip: (clipId: string) => Promise<Clip>
  readonly logger: Logger
  readonly now: () => number
  readonly newId: () => string
}

/** A batch, and its jobs as far as they are still known. */
export interface BatchView {
  readonly batch: BatchRecord
  readonly jobs: ReadonlyMap<string, Job>
}

/** Many jobs asked for at once: all of them are taken, or none. Rules B1 to B4 of SPEC.md. */
export class Batches implements Service {
  readonly name = 'batches'
  readonly #services: BatchServices
  #resuming: Promise<void> = Promise.resolve()
  #stopping = false

  constructor(services: BatchServices) {
    this.#services = services
  }

  /** Goes on where a server ended while it put the jobs of a batch into the queue. */
  async run(): Promise<void> {
    const { store, logger } = this.#services
    const begun = await store.unsubmitted()
    this.#resuming = (async () => {
      for (const batch of begun) await this.#enqueue(batch)
    })().catch((error: unknown) => logger.error({ err: error }, 'a batch could not be taken up again'))
  }

  async drain(): Promise<void> {
    this.#stopping = true
    await this.#resuming
  }

  async stop(): Promise<void> {}

  /**
   * Asks for a batch. With an id of the caller's own, asking twice makes one. `mayAsk`: whether who asks may generate in
   * a film. Throws `JobRefused` with every reason where any of its jobs can never run.
   */
  async submit(
    input: BatchInput,
    mayAsk: (projectId: string) => Promise<boolean>,
  ): Promise<{ view: BatchView; created: boolean }> {
    const { store, now, newId } = this.#services
    const known = input.id === undefined ? null : await store.get(input.id)
    if (known) {
      for (const id of known.projectIds) {
        if (!(await mayAsk(id))) throw new JobRefused('conflict', 'Another batch has this id', 'id')
      }
      return { view: await this.#view(known), created: false }
    }
    const { requests, projectIds } = await this.#requestsOf(input, mayAsk)
    const { batch, created } = await store.add({
      id: input.id ?? newId(),
      name: input.name,
      projectIds,
      requests,
      requestedBy: input.requested_by,
      createdAt: now(),
      submitted: false,
    })
    if (created) await this.#enqueue(batch)
    return { view: await this.#view(batch), created }
  }

  /** A batch and what has become of it. Null: no such batch. */
  async get(id: string): Promise<BatchView | null> {
    const batch = await this.#services.store.get(id)
    return batch && this.#view(batch)
  }

  /** Batches, newest first; `after` is the id of the last one of the page before. */
  async list(limit: number, after?: string): Promise<readonly BatchView[]> {
    const batches = await this.#services.store.list({ limit, ...(after !== undefined && { after }) })
    const views: BatchView[] = []
    for (const batch of batches) views.push(await this.#view(batch))
    return views
  }

  /** Calls off all jobs of a batch that are not at their end. Null: no such batch. */
  async cancel(id: string): Promise<BatchView | null> {
    const view = await this.get(id)
    if (!view) return null
    for (const job of view.jobs.values()) {
      if (!FINAL_STATES.has(job.status)) await this.#services.dispatcher.cancel(job.id)
    }
    return this.#view(view.batch)
  }

  async #enqueue(batch: BatchRecord): Promise<void> {
    const { dispatcher, store, logger } = this.#services
    for (const request of batch.requests) {
      if (this.#stopping) return
      try {
        await dispatcher.submit(request)
      } catch (error) {
        // It could run when it was asked for: the clip or the server has gone since.
        if (!(error instanceof JobRefused || error instanceof CommandError)) throw error
        logger.warn({ batch: batch.id, job: request.id, err: error }, 'a job of a batch can no longer run')
      }
    }
    await store.markSubmitted(batch.id)
  }

  async #view(batch: BatchRecord): Promise<BatchView> {
    const jobs = await Promise.all(batch.requests.map((request) => this.#jobOf(request)))
    return { batch, jobs: new Map(jobs.flatMap((job) => (job ? [[job.id, job] as const] : []))) }
  }

  /** The job of a request; null where there is none, and where somebody else has one under the id that was asked for. */
  async #jobOf({ id, clip_id }: BatchRequest): Promise<Job | null> {
    const job = await this.#services.dispatcher.get(id)
    return job?.clip_id === clip_id ? job : null
  }

  async #requestsOf(
    input: BatchInput,
    mayAsk: (projectId: string) => Promise<boolean>,
  ): Promise<{ requests: BatchRequest[]; projectIds: string[] }> {
    const projectIds = new Set<string>()
    const refusals: (Refusal & { readonly code: JobRefused['code'] })[] = []
    const requests: BatchRequest[] = []
    for (const { path, clipId, make } of this.#wanted(input)) {
      try {
        // Before anything is read: what else is wrong with a clip would tell of films that who asks may not see.
        const projectId = await this.#services.projectOfClip(clipId)
        if (!projectIds.has(projectId) && !(await mayAsk(projectId))) {
          throw new JobRefused('not-found', `There is no clip with the id ${clipId}`, path)
        }
        for (const request of await make()) {
          const withId = { ...request, id: request.id ?? this.#services.newId() }
          const known = request.id === undefined ? null : await this.#services.dispatcher.get(request.id)
          if (known && known.clip_id !== clipId) {
            throw new JobRefused('conflict', 'Another clip has a job with this id', `${path}.id`)
          }
          await this.#services.dispatcher.prepare(withId)
          requests.push(withId)
        }
        projectIds.add(projectId)
      } catch (error) {
        if (!(error instanceof JobRefused || error instanceof CommandError)) throw error
        refusals.push({ path, message: error.message, code: error.code })
      }
    }
    const [first] = refusals
    if (first) {
      const code = refusals.every((refusal) => refusal.code === first.code) ? first.code : 'invalid'
      const words = `${refusals.length} of what was asked for cannot run, so nothing was put into the queue. ${first.message}`
      throw new JobRefused(
        code,
        words,
        refusals.map(({ path, message }) => ({ path, message })),
      )
    }
    return { requests, projectIds: [...projectIds] }
  }

  /** What is wanted, each with its place in the body. */
  #wanted(input: BatchInput): { path: string; clipId: string; make: () => Promise<readonly GenerationRequest[]> }[] {
    const { clip_ids, requests = [] } = input
    if (!clip_ids) {
      return requests.map((request, at) => ({
        path: `requests.${at}`,
        clipId: request.clip_id,
        make: () => Promise.resolve([request]),
      }))
    }
    return clip_ids.map((clipId, at) => ({
      path: `clip_ids.${at}`,
      clipId,
      make: () => this.#requestsFor(clipId, input),
    }))
  }

  async #requestsFor(clipId: string, input: BatchInput): Promise<readonly GenerationRequest[]> {
    const { model = '', generation_type = 'image', params, takes } = input
    const clip = await this.#services.readClip(clipId)
    const own = composePrompt(clip, generation_type)
    const prompt = input.prompt ?? own.prompt
    if (prompt === '') {
      throw new JobRefused('invalid', `${clip.number} ${clip.name} has no prompt, and the batch brings none`)
    }
    return Array.from({ length: takes }, (_each, take) => ({
      clip_id: clipId,
      server_id: input.server_id,
      prompt,
      negative_prompt: input.negative_prompt ?? own.negativePrompt,
      model,
      generation_type,
      params: params.seed === undefined ? params : { ...params, seed: params.seed + take },
      priority: input.priority,
      requested_by: input.requested_by,
    }))
  }
}
