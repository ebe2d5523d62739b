import type { JobRecord } from '#server/storage/job-store.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import { timeLeft, type Durations } from './estimate.ts'
import type { HostState } from './host-pool.ts'
import { tryJobGraph } from './job-graph.ts'
import type { JobOutlook } from './job-ledger.ts'
import { dueOrder } from './schedule.ts'

/** Jobs as the outlook sees them. */
export interface OutlookInput {
  readonly open: readonly JobRecord[]
  readonly hosts: readonly HostState[]
  readonly canRun: (job: JobRecord, hostId: string) => boolean
  /** Whether a pull worker that is here takes the job. */
  readonly pulls: (job: JobRecord) => boolean
  readonly fractionOf: (id: string) => number
  readonly durations: Durations
  readonly now: () => number
}

/** Positions of all waiting jobs at one moment, and what may be said of each job. */
export class QueueOutlook {
  readonly #input: OutlookInput
  /** Waiting jobs in the order in which they are due. */
  readonly due: readonly JobRecord[]
  readonly #positions: ReadonlyMap<string, number>

  constructor(input: OutlookInput) {
    this.#input = input
    const waiting = input.open.filter((job) => job.state === 'queued')
    const active = input.open.filter((job) => job.state !== 'queued')
    this.due = dueOrder(waiting, active)
    this.#positions = new Map(this.due.map((job, index) => [job.id, index + 1]))
  }

  of(job: JobRecord): JobOutlook {
    const { fractionOf, durations, now } = this.#input
    const runs = job.state === 'assigned' || job.state === 'running'
    return {
      position: job.state === 'queued' ? (this.#positions.get(job.id) ?? null) : null,
      secondsLeft: runs ? timeLeft(job, fractionOf(job.id), durations, now()) / 1000 : null,
      waitsFor: job.state === 'queued' ? this.#waitsFor(job) : null,
    }
  }

  #waitsFor(job: JobRecord): string | null {
    if (job.model === SKETCH_MODEL || this.#input.pulls(job)) return null
    const { hosts, canRun } = this.#input
    const wanted = hosts.filter(({ record }) => job.requestedHostId === null || record.id === job.requestedHostId)
    if (wanted.length === 0) {
      return job.requestedHostId === null
        ? 'Waits for a ComfyUI server: none is connected.'
        : 'The server that it was meant for was removed.'
    }
    const able = wanted.filter(({ record, capabilities }) => capabilities !== null && canRun(job, record.id))
    if (able.some(({ record, online }) => online && !record.paused)) return null
    const possible = able.length > 0 ? able : wanted.filter(({ capabilities }) => capabilities === null)
    const [first] = possible
    if (first) {
      const { name, paused } = first.record
      return paused ? `Waits for ${name}, which is paused.` : `Waits for ${name}, which does not answer.`
    }
    const lacks = wanted.flatMap(({ record, capabilities }) => {
      const trial = capabilities && tryJobGraph(job, capabilities)
      return trial && !trial.ok ? [`${record.name}: ${trial.message}`] : []
    })
    return `No connected server can run this. ${lacks.join('. ')}`
  }
}
