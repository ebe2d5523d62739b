import type { EventHub } from '#server/services/event-hub.ts'
import type { QueueSwitchStore } from '#server/storage/queue-switch-store.ts'
import type { JobNewsChannel } from './job-news.ts'

/** What the switch uses. */
export interface QueueSwitchServices {
  readonly store: QueueSwitchStore
  readonly events: EventHub
  readonly news: JobNewsChannel | null
}

/** Whether the whole queue is stopped: nothing is begun then, what runs goes on. Rule S11 of SPEC.md. */
export class QueueSwitch {
  readonly #services: QueueSwitchServices
  #paused = false
  /** Hears of each change, here or at another server. Set once by the dispatcher. */
  onChange: () => void = () => {}

  constructor(services: QueueSwitchServices) {
    this.#services = services
  }

  get paused(): boolean {
    return this.#paused
  }

  /** Brings it level with what is stored. */
  async sync(): Promise<void> {
    const paused = await this.#services.store.isPaused()
    if (paused === this.#paused) return
    this.#paused = paused
    this.onChange()
  }

  /** Stops or starts the queue, and tells everybody. */
  async set(paused: boolean): Promise<void> {
    await this.#services.store.setPaused(paused)
    this.#services.news?.tell({ kind: 'hosts' })
    await this.sync()
    this.#services.events.publish({ type: 'servers' })
  }
}
