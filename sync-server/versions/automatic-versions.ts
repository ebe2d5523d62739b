import type { Logger } from '#server/observability/logger.ts'
import { Pace } from '#server/services/pace.ts'
import type { Service } from '#server/services/service.ts'
import type { VersionStore } from '#server/storage/version-store.ts'
import { parseRoom, roomName } from '#shared/protocol/rooms.ts'
import type { VersionKeeper } from './version-keeper.ts'

/** Times in milliseconds; tests shorten them. */
export interface AutomaticTiming {
  /** A film that goes on changing is kept this often; 0 keeps none by itself. */
  readonly everyMs: number
  /** A film that everybody has left is kept this long after its last change, */
  readonly leftMs: number
  /** unless its newest version is younger than this: programs edit films that nobody is in. */
  readonly leftEveryMs: number
  /** How often it is looked what is due. */
  readonly lookMs: number
  /** How often all films are looked through for versions whose time is over. */
  readonly sweepMs: number
}

/** What the product does with the interval that the configuration names. */
export function automaticTiming(everyMs: number): AutomaticTiming {
  return { everyMs, leftMs: 30_000, leftEveryMs: everyMs / 5, lookMs: 15_000, sweepMs: 60 * 60 * 1000 }
}

/** What it uses. */
export interface AutomaticVersionsServices {
  readonly keeper: Pick<VersionKeeper, 'keep' | 'thin'>
  readonly store: Pick<VersionStore, 'newest' | 'projects'>
  readonly rooms: {
    onCommitted(listener: (room: string) => void): () => void
    /** Whether somebody is in a room, as far as this process knows. */
    isOccupied(room: string): boolean
  }
  readonly timing: AutomaticTiming
  readonly logger: Logger
  readonly now: () => number
}

/** A film with changes that no version holds yet. */
interface ChangedFilm {
  readonly firstAt: number
  readonly lastAt: number
}

/** Milliseconds of work at a time, and of rest after it: a thousand films may be due at once, and people wait behind them. */
const WORK_MS = 1
const REST_MS = 100

/** Keeps versions while people work: now and then as long as a film changes, and once everybody has left it. */
export class AutomaticVersions implements Service {
  readonly name = 'versions'
  readonly #services: AutomaticVersionsServices
  readonly #changed = new Map<string, ChangedFilm>()
  #unsubscribe: () => void = () => undefined
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> = Promise.resolve()
  #sweptAt = 0
  readonly #pace = new Pace(WORK_MS, REST_MS)

  constructor(services: AutomaticVersionsServices) {
    this.#services = services
  }

  async run(): Promise<void> {
    const { rooms, timing, now } = this.#services
    this.#sweptAt = now()
    if (timing.everyMs > 0) this.#unsubscribe = rooms.onCommitted((room) => this.#noteChange(room))
    this.#timer = setInterval(() => void this.look(), timing.lookMs).unref()
  }

  /** Keeps what is due now. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#keepDue())
    return this.#looking
  }

  async drain(): Promise<void> {
    this.#unsubscribe()
    if (this.#timer) clearInterval(this.#timer)
    this.#pace.hurry()
    await this.#looking
  }

  async stop(): Promise<void> {
    this.#changed.clear()
  }

  #noteChange(room: string): void {
    const parsed = parseRoom(room)
    if (parsed?.kind !== 'project') return
    const at = this.#services.now()
    const known = this.#changed.get(parsed.projectId)
    this.#changed.set(parsed.projectId, { firstAt: known?.firstAt ?? at, lastAt: at })
  }

  async #keepDue(): Promise<void> {
    for (const [projectId, film] of [...this.#changed]) {
      await this.#pace.rest()
      try {
        if (!(await this.#isDue(projectId, film))) continue
        // What is committed from here on is in this version, or counts for the next one.
        this.#changed.delete(projectId)
        await this.#services.keeper.keep(projectId, { kind: 'automatic' })
      } catch (error) {
        this.#changed.set(projectId, film)
        this.#services.logger.error({ projectId, err: error }, 'a version could not be kept')
      }
    }
    await this.#sweepWhenDue()
  }

  async #isDue(projectId: string, { firstAt, lastAt }: ChangedFilm): Promise<boolean> {
    const { rooms, store, timing, now } = this.#services
    const time = now()
    const isLeft = time - lastAt >= timing.leftMs && !rooms.isOccupied(roomName({ kind: 'project', projectId }))
    if (!isLeft && time - firstAt < timing.everyMs) return false
    // Devices, requests and other processes keep versions too: the newest counts, whoever kept it.
    const newest = await store.newest(projectId)
    return time - (newest?.at ?? 0) >= (isLeft ? timing.leftEveryMs : timing.everyMs)
  }

  async #sweepWhenDue(): Promise<void> {
    const { keeper, store, timing, logger, now } = this.#services
    if (now() - this.#sweptAt < timing.sweepMs) return
    this.#sweptAt = now()
    try {
      for (const projectId of await store.projects()) {
        await this.#pace.rest()
        await keeper.thin(projectId)
      }
    } catch (error) {
      logger.error({ err: error }, 'old versions could not be looked through')
    }
  }
}
