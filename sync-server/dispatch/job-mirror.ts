import type { Logger } from '#server/observability/logger.ts'
import type { Service } from '#server/services/service.ts'
import type { JobStore } from '#server/storage/job-store.ts'
import type { HostPool } from './host-pool.ts'
import type { JobLedger } from './job-ledger.ts'
import type { JobNews, JobNewsChannel } from './job-news.ts'

/** What the mirror uses. */
export interface JobMirrorServices {
  readonly ledger: JobLedger
  readonly store: Pick<JobStore, 'get' | 'open'>
  readonly hosts: Pick<HostPool, 'sync'>
  readonly news: JobNewsChannel
  readonly logger: Logger
  readonly timing?: Partial<MirrorTiming>
}

/** Milliseconds; tests wait less. */
export interface MirrorTiming {
  /** Between two looks into the storage while no news arrive. */
  readonly mirrorMs: number
  /** The same while they do, for what got lost on the way. */
  readonly safetyMirrorMs: number
}

const TIMING: MirrorTiming = { mirrorMs: 1000, safetyMirrorMs: 15_000 }

/**
 * Keeps a server's view of jobs and hosts level with what other servers do to them. News only say what to look at; where
 * none arrive, everything is looked at once a second. Rules P3 to P5 of SPEC.md.
 */
export class JobMirror implements Service {
  readonly name = 'jobs of other servers'
  readonly #services: JobMirrorServices
  readonly #timing: MirrorTiming
  #unsubscribe: (() => void)[] = []
  #timer: NodeJS.Timeout | null = null
  #syncing: Promise<void> | null = null
  #syncedAt = 0

  constructor(services: JobMirrorServices) {
    this.#services = services
    this.#timing = { ...TIMING, ...services.timing }
  }

  async run(): Promise<void> {
    const { news } = this.#services
    this.#unsubscribe = [news.subscribe((told) => this.#hear(told)), news.onRestored(() => this.#syncUnwatched())]
    this.#timer = setInterval(() => {
      const pause = news.connected ? this.#timing.safetyMirrorMs : 0
      if (performance.now() - this.#syncedAt >= pause) this.#syncUnwatched()
    }, this.#timing.mirrorMs).unref()
  }

  async drain(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe()
    if (this.#timer) clearInterval(this.#timer)
    await this.#syncing?.catch(() => undefined)
  }

  async stop(): Promise<void> {}

  /** Looks at every open job, those that other servers have ended included, and at all hosts. */
  async sync(): Promise<void> {
    const { ledger, store, hosts } = this.#services
    this.#syncedAt = performance.now()
    await hosts.sync()
    const known = ledger.open
    const open = await store.open()
    for (const job of open) ledger.learn(job)
    const openIds = new Set(open.map(({ id }) => id))
    for (const { id } of known) if (!openIds.has(id)) await this.#look(id)
  }

  /** One look at a time: news that come meanwhile are followed by themselves. */
  #syncUnwatched(): void {
    this.#syncing ??= this.sync()
      .catch((error: unknown) => this.#services.logger.warn({ err: error }, 'the jobs could not be looked at'))
      .finally(() => (this.#syncing = null))
  }

  async #look(id: string): Promise<void> {
    const job = await this.#services.store.get(id)
    if (job) this.#services.ledger.learn(job)
    else this.#services.ledger.forget(id)
  }

  #hear(news: JobNews): void {
    const { ledger, hosts, logger } = this.#services
    const looked = (look: Promise<void>): void => {
      look.catch((error: unknown) => logger.warn({ err: error }, 'what another server told of could not be looked at'))
    }
    switch (news.kind) {
      case 'changed':
        if ((ledger.openJob(news.id)?.revision ?? -1) < news.revision) looked(this.#look(news.id))
        break
      case 'removed':
        ledger.forget(news.id)
        break
      case 'progress':
        ledger.learnProgress(news)
        break
      case 'hosts':
        looked(hosts.sync())
        break
    }
  }
}
