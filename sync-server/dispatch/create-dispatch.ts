import { randomInt } from 'node:crypto'
import type { FanOut } from '#server/fan-out/fan-out.ts'
import type { EventHub } from '#server/services/event-hub.ts'
import { Leadership, type LeadershipTiming } from '#server/services/leadership.ts'
import type { Service } from '#server/services/service.ts'
import type { Logger } from '#server/observability/logger.ts'
import type { Clip } from '#shared/model/clip.ts'
import type { MediaLibrary } from '#server/media/media-library.ts'
import type { Secrets } from '#server/secrets/secrets.ts'
import type { BatchStore } from '#server/storage/batch-store.ts'
import type { HostStore } from '#server/storage/host-store.ts'
import type { JobStore } from '#server/storage/job-store.ts'
import type { LeaseStore } from '#server/storage/lease-store.ts'
import type { QueueSwitchStore } from '#server/storage/queue-switch-store.ts'
import type { PullWorkerStore } from '#server/storage/pull-worker-store.ts'
import { Batches } from './batches.ts'
import { ComfyuiBackend, type ComfyuiTiming } from './comfyui-backend.ts'
import { Dispatcher } from './dispatcher.ts'
import { HostKeys } from './host-credentials.ts'
import { HostPool, type CreateClient } from './host-pool.ts'
import { JobLedger } from './job-ledger.ts'
import { JobMirror, type MirrorTiming } from './job-mirror.ts'
import { JobNewsChannel } from './job-news.ts'
import type { RunnerTiming } from './job-runner.ts'
import type { ProjectDocuments } from './prepare-job.ts'
import { pullBackend } from './pull-backend.ts'
import { PullDesk } from './pull-desk.ts'
import { PullWorkers } from './pull-workers.ts'
import { QueueDesk } from './queue-desk.ts'
import { QueueSwitch } from './queue-switch.ts'
import { sketchBackend } from './sketch-backend.ts'

/** What dispatch needs from the rest of the server. */
export interface DispatchServices {
  readonly jobs: JobStore
  readonly hosts: HostStore
  readonly secrets: Secrets
  readonly pullWorkers: PullWorkerStore
  readonly batches: BatchStore
  readonly queueSwitch: QueueSwitchStore
  readonly media: MediaLibrary
  readonly documents: ProjectDocuments
  /** The project that a clip belongs to. Throws a `not-found` command error where nobody knows the clip. */
  readonly projectOfClip: (clipId: string) => Promise<string>
  /** Whether a film may use a file. */
  readonly mayUse: (projectId: string, sha256: string) => Promise<boolean>
  /** A clip as it is written now. Throws a `not-found` command error where there is none. */
  readonly readClip: (clipId: string) => Promise<Clip>
  /** Other servers with the same jobs, and what decides which of them gives the jobs out; both null where there are none. */
  readonly fanOut: FanOut | null
  readonly leases: LeaseStore | null
  readonly events: EventHub
  readonly logger: Logger
  readonly now: () => number
  readonly newId: () => string
  /** Bytes of the largest result that is fetched from a host. */
  readonly maxResultBytes: number
  /** Shorter waits, for tests. */
  readonly timing?: DispatchTiming
}

/** Milliseconds; absent ones are those of a real server. */
export interface DispatchTiming extends Partial<ComfyuiTiming>, Partial<RunnerTiming>, Partial<MirrorTiming> {
  readonly leadership?: LeadershipTiming
  /** Between two looks at a host. */
  readonly probeMs?: number
  /** Between two looks at the lease of a pull worker. */
  readonly leaseLookMs?: number
  readonly createClient?: CreateClient
}

/** The parts of dispatch, for the routes; `services` in the order in which they start. */
export interface Dispatch {
  readonly dispatcher: Dispatcher
  readonly queueDesk: QueueDesk
  readonly hosts: HostPool
  readonly hostKeys: HostKeys
  readonly workers: PullWorkers
  readonly desk: PullDesk
  readonly batches: Batches
  readonly services: readonly Service[]
  readonly health: DispatchHealth
}

/** What the server's health page asks of dispatch. */
export interface DispatchHealth {
  readonly name: string
  readonly essential: boolean
  check(): Promise<{ readonly status: 'ok' | 'degraded'; readonly detail: string }>
}

const LEASE_LOOK_MS = 1_000

const RUNNER_TIMING: RunnerTiming = { retryMs: 2_000, storeMs: 1_000 }

/** Puts the parts of dispatch together. */
export function createDispatch(services: DispatchServices): Dispatch {
  const { jobs, events, logger, now, newId, media, maxResultBytes, fanOut, leases, timing = {} } = services
  const news = fanOut && new JobNewsChannel(fanOut)
  const hostKeys = new HostKeys(services.secrets)
  const hosts = new HostPool({
    store: services.hosts,
    events,
    logger,
    now,
    random: Math.random,
    news,
    authorizationOf: (id) => hostKeys.authorizationOf(id),
    ...(timing.probeMs !== undefined && { probeMs: timing.probeMs }),
    ...(timing.createClient && { createClient: timing.createClient }),
  })
  const ledger = new JobLedger({ store: jobs, events, now, news })
  const workers = new PullWorkers({ store: services.pullWorkers, events, now, news })
  const queueSwitch = new QueueSwitch({ store: services.queueSwitch, events, news })
  const machines = { sync: () => Promise.all([hosts.sync(), workers.sync(), queueSwitch.sync()]).then(() => undefined) }
  const mirror = news && new JobMirror({ ledger, store: jobs, hosts: machines, news, logger, timing })
  const leadership = new Leadership({
    leases,
    lease: 'dispatch',
    holder: newId(),
    logger,
    ...(timing.leadership && { timing: timing.leadership }),
  })
  const collect = { media, documents: services.documents, maxResultBytes, now, newId }
  const dispatcher = new Dispatcher({
    ...collect,
    ledger,
    workers,
    queueSwitch,
    pull: pullBackend({ ledger, now, lookMs: timing.leaseLookMs ?? LEASE_LOOK_MS }),
    store: jobs,
    hosts,
    comfyui: new ComfyuiBackend({ hosts, media, newId, maxResultBytes, timing }),
    sketch: sketchBackend,
    leadership,
    sync: mirror && (() => mirror.sync()),
    projectOfClip: services.projectOfClip,
    mayUse: services.mayUse,
    logger,
    newSeed: () => randomInt(0, 2 ** 48 - 1),
    timing: { ...RUNNER_TIMING, ...timing },
  })
  const health = backendHealth(hosts, () => leases !== null && leadership.holds)
  const desk = new PullDesk({
    ...collect,
    ledger,
    dispatcher,
    workers,
    hostName: (id) => hosts.get(id)?.record.name ?? null,
  })
  const batches = new Batches({
    store: services.batches,
    dispatcher,
    projectOfClip: services.projectOfClip,
    readClip: services.readClip,
    logger,
    now,
    newId,
  })
  const queueDesk = new QueueDesk({ ledger, dispatcher, hosts, queueSwitch })
  return {
    dispatcher,
    queueDesk,
    hosts,
    hostKeys,
    workers,
    desk,
    batches,
    services: [hosts, workers, ...(mirror ? [mirror] : []), dispatcher, batches],
    health,
  }
}

/**
 * Hosts that are away limit the server; they do not make it unfit. `isChosen`: of several servers it is this one that
 * gives out the jobs.
 */
function backendHealth(hosts: HostPool, isChosen: () => boolean): DispatchHealth {
  return {
    name: 'generation',
    essential: false,
    async check() {
      const away = hosts.list().filter(({ online }) => online === false)
      const registered = hosts.list().length
      const role = isChosen() ? '. This server gives out the jobs' : ''
      if (away.length > 0) {
        return {
          status: 'degraded',
          detail: `Not reachable: ${away.map(({ record }) => record.name).join(', ')}${role}`,
        }
      }
      return { status: 'ok', detail: `${registered} ComfyUI servers and the sketch renderer${role}` }
    },
  }
}
