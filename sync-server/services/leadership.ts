import type { Logger } from '#server/observability/logger.ts'
import type { LeaseStore } from '#server/storage/lease-store.ts'

/** Milliseconds; tests wait less. */
export interface LeadershipTiming {
  /** For which a lease is taken: so long nobody leads after a leader died. */
  readonly leaseMs: number
  /** Between two renewals, or two tries to get the lease. */
  readonly renewMs: number
}

/** What leadership needs. */
export interface LeadershipServices {
  /** Null where no other process can be: this one leads. */
  readonly leases: LeaseStore | null
  /** What is led. */
  readonly lease: string
  /** This process, and no other one. */
  readonly holder: string
  readonly logger: Logger
  readonly timing?: LeadershipTiming
}

/** What the one that leads does, and stops doing. Each is finished before the other begins. */
export interface LeaderDuties {
  readonly begin: () => Promise<void>
  readonly end: () => Promise<void>
}

const TIMING: LeadershipTiming = { leaseMs: 3000, renewMs: 750 }

/** The part of a lease, at its end, in which its holder no longer counts on it: what it has begun needs a moment to end. */
const MARGIN = 0.1

/**
 * Sees to it that one of the server processes does something, and soon another one where that one goes. A process that
 * could not renew its lease, whatever the reason, stops before anybody else can begin.
 */
export class Leadership {
  readonly #services: LeadershipServices
  readonly #timing: LeadershipTiming
  #duties: LeaderDuties = { begin: async () => {}, end: async () => {} }
  #state: 'idle' | 'running' | 'stopped' = 'idle'
  #leading = false
  /** By the clock of `performance`, which nobody sets. */
  #validUntil = 0
  #turn: Promise<void> = Promise.resolve()
  #renewTimer: NodeJS.Timeout | undefined
  #endTimer: NodeJS.Timeout | undefined

  constructor(services: LeadershipServices) {
    this.#services = services
    this.#timing = services.timing ?? TIMING
  }

  /** Whether this process leads at this moment. */
  get holds(): boolean {
    return this.#leading && (this.#services.leases === null || performance.now() < this.#validUntil)
  }

  /** Begins to lead as soon as that is possible; resolves once it is known whether this is at once. */
  async start(duties: LeaderDuties): Promise<void> {
    this.#duties = duties
    this.#state = 'running'
    const { leases } = this.#services
    if (leases === null) {
      this.#leading = true
      await duties.begin()
    } else {
      await this.#ask(leases)
      await this.#turn
    }
  }

  /** Ends to lead; resolves once everything of it has ended and another process may begin. */
  async stop(): Promise<void> {
    this.#state = 'stopped'
    clearTimeout(this.#renewTimer)
    const { leases, lease, holder } = this.#services
    const led = this.#leading
    this.#lose()
    await this.#turn
    // Where the storage is away the lease runs out by itself.
    if (led) await leases?.release(lease, holder).catch(() => undefined)
  }

  async #ask(leases: LeaseStore): Promise<void> {
    const { lease, holder, logger } = this.#services
    const { leaseMs, renewMs } = this.#timing
    const askedAt = performance.now()
    try {
      const has = await leases.acquire(lease, holder, leaseMs)
      if (this.#state !== 'running') return
      if (has) this.#renewed(askedAt + leaseMs * (1 - MARGIN))
      else this.#lose()
    } catch (error) {
      // Until the lease runs out nobody else can have it.
      if (this.#leading) logger.warn({ lease, err: error }, 'a lease could not be renewed')
    }
    if (this.#state === 'running') this.#renewTimer = setTimeout(() => void this.#ask(leases), renewMs)
  }

  #renewed(validUntil: number): void {
    const left = validUntil - performance.now()
    if (left <= 0) return
    this.#validUntil = validUntil
    clearTimeout(this.#endTimer)
    this.#endTimer = setTimeout(() => this.#lose(), left)
    if (!this.#leading) this.#gain()
  }

  #gain(): void {
    this.#leading = true
    this.#turn = this.#turn.then(this.#duties.begin).catch((error: unknown) => {
      const { logger, lease } = this.#services
      logger.error({ lease, err: error }, 'this server could not begin what it is to lead; it tries again')
      this.#lose()
    })
  }

  #lose(): void {
    clearTimeout(this.#endTimer)
    if (!this.#leading) return
    this.#leading = false
    this.#turn = this.#turn.then(this.#duties.end).catch((error: unknown) => {
      const { logger, lease } = this.#services
      logger.error({ lease, err: error }, 'this server could not end what it has led')
    })
  }
}
