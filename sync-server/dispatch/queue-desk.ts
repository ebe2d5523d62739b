import type { JobRecord } from '#server/storage/job-store.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { HostPool, HostState } from './host-pool.ts'
import type { JobLedger } from './job-ledger.ts'
import { placesBefore } from './job-places.ts'
import { JobRefused } from './prepare-job.ts'
import type { QueueSwitch } from './queue-switch.ts'
import { compareDue } from './schedule.ts'

/** What the desk uses. */
export interface QueueDeskServices {
  readonly ledger: JobLedger
  readonly dispatcher: Pick<Dispatcher, 'get' | 'taken'>
  readonly hosts: HostPool
  readonly queueSwitch: QueueSwitch
}

/** What people do with the queue by hand. Rules S8, S11 and H3 of SPEC.md. */
export class QueueDesk {
  readonly #services: QueueDeskServices

  constructor(services: QueueDeskServices) {
    this.#services = services
  }

  get paused(): boolean {
    return this.#services.queueSwitch.paused
  }

  setPaused(paused: boolean): Promise<void> {
    return this.#services.queueSwitch.set(paused)
  }

  /** Stops or starts one host. Null: there is none with this id. */
  async setHostPaused(id: string, paused: boolean): Promise<HostState | null> {
    const { hosts } = this.#services
    await hosts.sync()
    const known = hosts.get(id)
    return known && hosts.put({ ...known.record, paused })
  }

  /** Puts a waiting job first in the line of its project. Null: no such job. Throws `JobRefused` where it waits no more. */
  toFront(id: string): Promise<Job | null> {
    return this.#place(id, (line) => line[0]?.id ?? null)
  }

  /** Puts a waiting job right before another of its project, or last. The same answers. */
  placeBefore(id: string, beforeId: string | null): Promise<Job | null> {
    return this.#place(id, () => beforeId)
  }

  async #place(id: string, before: (line: readonly JobRecord[]) => string | null): Promise<Job | null> {
    const { ledger, dispatcher } = this.#services
    const job = await ledger.find(id)
    if (!job) return null
    const line = ledger.open
      .filter(({ projectId, state }) => state === 'queued' && projectId === job.projectId)
      .sort(compareDue)
    const beforeId = before(line)
    const places = placesBefore(line, id, beforeId)
    if (!places) {
      const which =
        job.state === 'queued' ? 'The job to stand before does not wait in this film' : 'This job waits no more'
      throw new JobRefused('conflict', `${which}. Fetch the queue again`)
    }
    for (const { id: each, place, priority } of places) await ledger.apply(each, { type: 'place', place, priority })
    dispatcher.taken()
    return dispatcher.get(id)
  }
}
