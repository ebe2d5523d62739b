import { randomBytes, randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve, type ServerType } from '@hono/node-server'
import { CommandError } from '#shared/commands/command.ts'
import { serverRetention } from '#shared/model/version-retention.ts'
import { createApp, type AppServices } from './app.ts'
import type { FilmClue } from './auth/access-rules.ts'
import { createWaysIn } from './auth/ways-in.ts'
import { createPeople } from './auth/people.ts'
import type { Config } from './config.ts'
import { createDispatch, type DispatchTiming } from './dispatch/create-dispatch.ts'
import { forgetJobs } from './dispatch/forget-jobs.ts'
import type { FanOut } from './fan-out/fan-out.ts'
import { openFanOut, type FanOutChange } from './fan-out/open-fan-out.ts'
import { openHitCounter } from './limits/open-hit-counter.ts'
import { CastHomes } from './films/cast-homes.ts'
import { eraseFilm } from './films/erase-film.ts'
import { Films } from './films/films.ts'
import { StudioLibrary } from './films/studio-library.ts'
import { mediaAccess } from './http/media-access.ts'
import { takeUpgrades } from './http/upgrade.ts'
import { sampleMedia } from './media/bundled-media.ts'
import { MediaLibrary } from './media/media-library.ts'
import { openMediaStore } from './media/open-media-store.ts'
import { Thumbnails } from './media/thumbnails.ts'
import { fewLines } from './observability/few-lines.ts'
import type { Logger } from './observability/logger.ts'
import { documentJudge } from './relay/judge-stored.ts'
import type { ConnectionReport } from './relay/connection-settings.ts'
import { OpenAiVideos } from './openai/openai-videos.ts'
import { Relay } from './relay/relay.ts'
import { RoomGate } from './relay/room-gate.ts'
import type { RelayOptions } from './relay/relay-options.ts'
import { createWebSocketServer } from './relay/web-socket-server.ts'
import { openSecretKeys } from './secrets/secret-keys.ts'
import { Secrets } from './secrets/secrets.ts'
import { CatalogRefresher } from './services/catalog-refresher.ts'
import { diskSpace } from './services/disk-space.ts'
import { EventHub } from './services/event-hub.ts'
import { Health } from './services/health.ts'
import { LibraryMedia } from './services/library-media.ts'
import { packageRoot, packageVersion } from './services/package-root.ts'
import { runServices } from './services/run-services.ts'
import type { Catalog } from './storage/catalog.ts'
import type { DocumentLog } from './storage/document-log.ts'
import type { JobStore } from './storage/job-store.ts'
import { openStorage } from './storage/open-storage.ts'
import type { Storage } from './storage/storage.ts'
import { lockDataFolder } from './storage/sqlite/data-lock.ts'
import { AutomaticVersions, automaticTiming, type AutomaticTiming } from './versions/automatic-versions.ts'
import { VersionKeeper } from './versions/version-keeper.ts'

/** A server that listens. */
export interface RunningServer {
  readonly port: number
  readonly services: AppServices
  /** Takes no more requests, finishes what it accepted, sends the peers away and lets go of everything; once. */
  stop(): Promise<void>
}

/** What a test may put in the place of the real thing. */
export interface ServerOverrides {
  readonly documentLog?: (log: DocumentLog) => DocumentLog
  /** A storage that several servers of one test share, and the way between them. */
  readonly shared?: { readonly storage: Storage; readonly fanOut: FanOut }
  readonly relay?: Partial<RelayOptions>
  readonly dispatch?: DispatchTiming
  /** Milliseconds that the head of a request may take. */
  readonly headersMs?: number
  readonly versions?: Partial<AutomaticTiming>
}

/** Milliseconds that one request may take to arrive: a large film file over a slow line takes longer than Node's 5 minutes. */
const UPLOAD_TIME_MS = 60 * 60 * 1000

/** Milliseconds after which the sessions of all open connections are looked at again. */
const LOOK_AT_PEERS_MS = 5 * 60_000

/** Lines a minute about peers that were sent away with one code; the rest are counted. */
const SENT_AWAY_LINES = 100

/** Milliseconds that the head of a request may take: whoever connects and asks for nothing is gone after it. */
const HEADERS_TIME_MS = 15_000

/** Milliseconds in which requests that are under way may finish when the server stops. */
const STOP_GRACE_MS = 3000

const IDLE_CHECK_MS = 25

/** Builds every part from the configuration and starts listening. */
export async function startServer(
  config: Config,
  logger: Logger,
  overrides: ServerOverrides = {},
): Promise<RunningServer> {
  const now = Date.now
  // The storage in a data folder locks it; without one it is locked for what else lies there.
  const unlock = config.databaseUrl === null ? () => {} : await lockDataFolder(config.dataDir)
  const storage = overrides.shared?.storage ?? (await openStorage(config, { judge: documentJudge, logger, now }))
  const { catalog } = storage
  const documentLog = overrides.documentLog?.(storage.documentLog) ?? storage.documentLog
  const tellRedis: FanOutChange = (connected, cause) =>
    connected
      ? logger.info({}, 'Redis is there: servers tell each other what happens')
      : logger.warn({ err: cause }, 'Redis is away; edits are stored, and reach other servers a few seconds later')
  const fanOut = overrides.shared?.fanOut ?? (await openFanOut(config, tellRedis))
  if (config.redisUrl !== null && !config.s3) {
    logger.warn({}, 'media are kept in DATA_DIR, where other servers do not find them: set S3_ENDPOINT and its kin')
  }
  const relay = new Relay({
    log: documentLog,
    fanOut,
    now,
    options: { maxFrameBytes: config.maxFrameBytes, ...overrides.relay },
    report: fewLines<ConnectionReport>({
      most: SENT_AWAY_LINES,
      kindOf: ({ code }) => String(code),
      write: ({ room, code, reason, cause }) =>
        logger.warn({ room, code, cause: messageOf(cause) }, `a peer was sent away: ${reason}`),
      leftOut: (code, count) => logger.warn({ code: Number(code), count }, 'more peers were sent away with this code'),
      now,
    }),
    reportRoom: (room, message, error) => logger.error({ room, err: error }, message),
  })
  const people = createPeople({
    storage,
    fanOut,
    logger,
    now,
    newId: randomUUID,
    accountsOn: config.accounts,
    isSecure: config.access.publicUrl?.startsWith('https:') ?? false,
  })
  const roomGate = new RoomGate({
    films: people.films,
    changes: people.changes,
    peers: () => relay.peers(),
    onFailed: (error) => logger.error({ err: error }, 'the access of a peer could not be looked up'),
    lookEveryMs: LOOK_AT_PEERS_MS,
  })
  const events = new EventHub(now, fanOut)
  const catalogRefresher = new CatalogRefresher({
    catalog,
    documents: relay,
    log: documentLog,
    isShared: fanOut !== null,
    noteMedia: (projectId, hashes) => people.films.noteMedia(projectId, hashes),
    events,
    logger,
    now,
  })
  const hitCounter = await openHitCounter(config, logger, now)
  const keys = await openSecretKeys(
    { dataDir: config.dataDir, isShared: config.databaseUrl !== null, ...config.access },
    logger,
  )
  const secrets = new Secrets({ store: storage.secrets, keys, logger, now, randomBytes })
  const { resealed } = await secrets.reseal()
  if (resealed > 0) await people.audit.note({ kind: 'secrets-rotated', actor: null, detail: `${resealed} sealed anew` })
  const { access } = config
  const waysIn = createWaysIn({ storage, people, keys, access, hitCounter, now, newId: randomUUID })
  const libraryMedia = new LibraryMedia({
    documents: relay,
    note: (hashes) => people.films.noteLibrary(hashes),
    logger,
  })
  const { store, check: checkMedia } = await openMediaStore(config)
  const clientDir = config.clientDir ?? join(packageRoot(), 'dist', 'client')
  const media = new MediaLibrary(store, storage.mediaIndex, now, sampleMedia(clientDir), async (projectId, sha256) => {
    await storage.mediaUse.note(projectId, [sha256], true)
  })
  const versions = new VersionKeeper({
    store: storage.versions,
    log: documentLog,
    documents: relay,
    events,
    retention: serverRetention(config.versions.keepDays, config.versions.most),
    now,
    newId: randomUUID,
  })
  const automaticVersions = new AutomaticVersions({
    keeper: versions,
    store: storage.versions,
    rooms: relay,
    timing: { ...automaticTiming(config.versions.everyMs), ...overrides.versions },
    logger,
    now,
  })
  const films = new Films({
    documents: relay,
    catalog,
    catalogRefresher,
    keepVersion: (projectId, kind) => versions.keep(projectId, { kind }),
    now,
    newId: randomUUID,
  })
  const library = new StudioLibrary({ documents: relay, now, newId: randomUUID })
  const castHomes = new CastHomes(films, library)
  const dispatch = createDispatch({
    jobs: storage.jobs,
    hosts: storage.hosts,
    secrets,
    pullWorkers: storage.pullWorkers,
    batches: storage.batches,
    queueSwitch: storage.queueSwitch,
    media,
    documents: relay,
    projectOfClip: (clipId) => films.filmOf(clipId, 'clip'),
    mayUse: async (projectId, sha256) => (await people.films.noteMedia(projectId, [sha256])).includes(sha256),
    readClip: (clipId) => films.readClip(clipId),
    fanOut,
    leases: storage.leases,
    events,
    logger,
    now,
    newId: randomUUID,
    maxResultBytes: config.maxUploadBytes,
    ...(overrides.dispatch && { timing: overrides.dispatch }),
  })
  const health = describeHealth(relay, media, catalog, checkMedia)
  if (fanOut && config.redisUrl !== null) addRedis(health, fanOut)
  health.add(diskSpace(config.dataDir))
  health.add(dispatch.health)
  const stopping = new AbortController()
  const services: AppServices = {
    config,
    logger,
    identitySources: waysIn.sources,
    waysIn,
    access: {
      filmOf: (id, is) => filmOfClue(id, is, films, storage.jobs),
      isInLibrary: (id, is) => isInLibrary(id, is, castHomes),
      mayReadMedia: mediaAccess({ ...storage, films: people.films, catalogRefresher, libraryMedia }),
      noteInAudit: (note) => people.audit.note(note),
    },
    people,
    roomGate,
    accountStore: storage.accounts,
    auditLog: storage.audit,
    relay,
    catalog,
    catalogRefresher,
    films,
    library,
    castHomes,
    versions,
    versionStore: storage.versions,
    answers: storage.answers,
    openAiVideos: new OpenAiVideos({
      baseUrl: config.openai.baseUrl,
      key: async () => config.openai.apiKey ?? (await secrets.get('openai-api-key')),
    }),
    eraseFilm: (projectId) =>
      eraseFilm(projectId, {
        documents: relay,
        log: documentLog,
        versions: storage.versions,
        catalog,
        forgetJobs: (id) => forgetJobs(id, dispatch.dispatcher),
      }),
    media,
    thumbnails: new Thumbnails(store, join(config.dataDir, 'thumbnails')),
    events,
    dispatch,
    hitCounter,
    secrets,
    health,
    version: packageVersion(),
    clientDir,
    now,
    newId: randomUUID,
    stopping: stopping.signal,
  }
  const stopServices = await runServices([
    relay,
    roomGate,
    catalogRefresher,
    libraryMedia,
    automaticVersions,
    ...dispatch.services,
  ])
  if (people.accountsOn) await people.setUp.announce()
  const app = createApp(services)
  const server = await listen(app.fetch, config, overrides.headersMs ?? HEADERS_TIME_MS)
  takeUpgrades(server as Server, {
    fetch: (request, bindings) => app.fetch(request, bindings),
    sockets: createWebSocketServer(config.maxFrameBytes),
    relay,
    logger,
  })
  const stop = async (): Promise<void> => {
    stopping.abort()
    const closed = closeServer(server)
    await stopServices()
    await closed
    await fanOut?.close()
    await hitCounter.close()
    await storage.close()
    unlock()
  }
  let stopped: Promise<void> | null = null
  return {
    port: (server.address() as AddressInfo).port,
    services,
    stop: () => (stopped ??= stop()),
  }
}

async function isInLibrary(id: string, is: FilmClue, castHomes: CastHomes): Promise<boolean> {
  if (is !== 'character' && is !== 'style' && is !== 'pool') return false
  return castHomes.isInLibrary(is, id)
}

async function filmOfClue(id: string, is: FilmClue, films: Films, jobs: JobStore): Promise<string | null> {
  if (is === 'project') return id
  if (is === 'job') return (await jobs.get(id))?.projectId ?? null
  try {
    // What a film offers has the id of its take.
    return await films.filmOf(id, is === 'pool' ? 'take' : is)
  } catch (error) {
    if (error instanceof CommandError && error.code === 'not-found') return null
    throw error
  }
}

/** Without Redis servers hear of each other later; they stay fit. */
function addRedis(health: Health, fanOut: FanOut): void {
  health.add({
    name: 'redis',
    essential: false,
    check: async () =>
      fanOut.connected
        ? { status: 'ok', detail: '' }
        : {
            status: 'degraded',
            detail: 'Away: edits are stored, and reach people on other servers a few seconds later',
          },
  })
}

function describeHealth(relay: Relay, media: MediaLibrary, catalog: Catalog, checkMedia: () => Promise<void>): Health {
  const health = new Health()
  health.add({
    name: 'storage',
    essential: true,
    check: async () => {
      await catalog.get('')
      return { status: 'ok', detail: '' }
    },
  })
  health.add({
    name: 'relay',
    essential: true,
    check: async () => {
      const { rooms, connections } = relay.load
      return { status: 'ok', detail: `${rooms} rooms in memory, ${connections} connections` }
    },
  })
  health.add({
    name: 'media',
    essential: true,
    check: async () => {
      await checkMedia()
      const { files, bytes } = await media.totals()
      return { status: 'ok', detail: `${files} files, ${bytes} bytes` }
    },
  })
  return health
}

function listen(fetch: ReturnType<typeof createApp>['fetch'], config: Config, headersMs: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      {
        fetch,
        port: config.port,
        hostname: config.host,
        serverOptions: {
          requestTimeout: UPLOAD_TIME_MS,
          headersTimeout: headersMs,
          connectionsCheckingInterval: headersMs / 3,
        },
      },
      () => resolve(server),
    )
    server.once('error', reject)
  })
}

/** Stops listening; requests that are under way have a moment to finish. */
function closeServer(server: ServerType): Promise<void> {
  if (!('closeIdleConnections' in server)) return new Promise((resolve) => server.close(() => resolve()))
  return new Promise((resolve) => {
    // A connection that is kept alive becomes idle only when its last answer has ended.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
    const rest = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(rest)
      resolve()
    })
  })
}

function messageOf(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.message : undefined
}
