import type { JobRecord } from '#server/storage/job-store.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import type { HostPool } from './host-pool.ts'
import { RunnableCache } from './job-graph.ts'
import type { JobLedger } from './job-ledger.ts'
import type { CandidateHost } from './prepare-job.ts'
import { workerTakes, type PullWorkers } from './pull-workers.ts'
import type { Moment } from './scheduler.ts'
import { SKETCH_HOST_ID } from './sketch-backend.ts'

/** One runs, one waits on the host itself, so that its GPU never does. */
const SLOTS = 2

/** What can run jobs, and how much of it is free. */
type Machine = Moment['hosts'][number]

/** What everything that can run jobs is known by. */
export interface MachineServices {
  readonly ledger: JobLedger
  readonly hosts: HostPool
  readonly workers: PullWorkers
}

/** All that can run jobs, as the schedule sees it: the hosts, the renderer that is built in, and pull workers beside them. */
export class Machines {
  readonly #services: MachineServices
  readonly #runnable = new RunnableCache()

  constructor(services: MachineServices) {
    this.#services = services
  }

  /** Whether a host, or the built-in renderer, can run a job. */
  readonly canRun = (job: JobRecord, hostId: string): boolean => {
    if (hostId === SKETCH_HOST_ID) return job.model === SKETCH_MODEL
    const capabilities = this.#services.hosts.get(hostId)?.capabilities
    return capabilities ? this.#runnable.canRun(job, capabilities) : false
  }

  /** What jobs can be sent to. */
  views(): Machine[] {
    const { ledger, hosts } = this.#services
    const loads = new Map<string, number>()
    for (const { hostId, state } of ledger.open) {
      if (hostId !== null && (state === 'assigned' || state === 'running'))
        loads.set(hostId, (loads.get(hostId) ?? 0) + 1)
    }
    const view = (id: string, ready: boolean): Machine => ({ id, ready, slots: SLOTS, load: loads.get(id) ?? 0 })
    const registered = hosts
      .list()
      .map(({ record, online, capabilities }) =>
        view(record.id, online === true && !record.paused && capabilities !== null),
      )
    return [...registered, view(SKETCH_HOST_ID, true)]
  }

  /** What a new job may be meant for. */
  candidates(): readonly CandidateHost[] {
    const { hosts, workers } = this.#services
    return [
      ...hosts.list().map(({ record, capabilities }) => ({ id: record.id, name: record.name, capabilities })),
      ...workers.list().map((worker) => ({
        id: worker.id,
        name: worker.name,
        capabilities: null,
        takes: (job: JobRecord) => workerTakes(worker, job),
      })),
    ]
  }

  /** Whether a host that has not failed at a job could run it. */
  hasOtherHost(job: JobRecord): boolean {
    if (job.requestedHostId !== null) return false
    const tried = new Set([...job.failedHosts, job.hostId])
    return this.views().some((host) => host.ready && !tried.has(host.id) && this.canRun(job, host.id))
  }

  /** Jobs that a host has. */
  loadOf(hostId: string): { readonly running: number; readonly waiting: number } {
    const here = this.#services.ledger.open.filter((job) => job.hostId === hostId)
    const running = here.filter((job) => job.state === 'running').length
    return { running, waiting: here.filter((job) => job.state === 'assigned').length }
  }

  /** Looks at a job's host; resolves with whether it answers. */
  async answers({ hostId }: JobRecord, signal: AbortSignal): Promise<boolean> {
    const { hosts } = this.#services
    if (hostId === null) return false
    await hosts.look(hostId, signal)
    return hosts.get(hostId)?.online === true
  }
}
