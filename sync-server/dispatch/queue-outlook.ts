import type { JobRecord } from '#server/storage/job-store.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import { forecast, timeLeft, type Durations, type Forecast } from './estimate.ts'
import type { HostState } from './host-pool.ts'
import { tryJobGraph } from './job-graph.ts'
import type { JobOutlook } from './job-ledger.ts'

/** Jobs as the outlook sees them. */
export interface OutlookInput {
  readonly open: readonly JobRecord[]
  /** Works out the waiting jobs in the order in which they are due. */
  readonly due: () => readonly JobRecord[]
  /** Finds the machines that take jobs now. */
  readonly ready: () => readonly string[]
  /** Whether the queue stands still because somebody stopped it. */
  readonly paused: boolean
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
  #due: readonly JobRecord[] | null = null
  #positions: ReadonlyMap<string, number> | null = null
  #forecast: Forecast | null = null

  constructor(input: OutlookInput) {
    this.#input = input
  }

  /** Waiting jobs in the order in which they are due. Worked out when somebody asks: of a run it is told ten times a second. */
  get due(): readonly JobRecord[] {
    return (this.#due ??= this.#input.due())
  }

  of(job: JobRecord): JobOutlook {
    const { fractionOf, durations, now } = this.#input
    const runs = job.state === 'assigned' || job.state === 'running'
    const waits = job.state === 'queued'
    const doneAt = waits && !this.#input.paused ? this.forecast().finishAt.get(job.id) : undefined
    const waitsMs = doneAt === undefined ? null : Math.max(0, doneAt - now())
    const leftMs = runs ? timeLeft(job, fractionOf(job.id), durations, now()) : waitsMs
    return {
      position: waits ? this.#positionOf(job) : null,
      secondsLeft: leftMs === null ? null : leftMs / 1000,
      waitsFor: waits ? this.#waitsFor(job) : null,
    }
  }

  #positionOf(job: JobRecord): number | null {
    this.#positions ??= new Map(this.due.map(({ id }, index) => [id, index + 1]))
    return this.#positions.get(job.id) ?? null
  }

  /** When the waiting jobs are likely to be done. */
  forecast(): Forecast {
    const { open, ready, canRun, durations, now, fractionOf } = this.#input
    if (this.#forecast) return this.#forecast
    const busy = new Map<string, number>()
    for (const job of open) {
      if (job.hostId === null || (job.state !== 'assigned' && job.state !== 'running')) continue
      const left = timeLeft(job, fractionOf(job.id), durations, now())
      busy.set(job.hostId, (busy.get(job.hostId) ?? 0) + left)
    }
    const hosts = ready().map((id) => ({ id, busyMs: busy.get(id) ?? 0 }))
    return (this.#forecast = forecast(this.due, hosts, canRun, durations, now()))
  }

  #waitsFor(job: JobRecord): string | null {
    if (this.#input.paused) return 'The queue is paused.'
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
