import { randomBytes, randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serverRetention } from '#shared/model/version-retention.ts'
import { createApp, type AppServices } from './app.ts'
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
import { filmOfClue, isInLibrary } from './http/film-clues.ts'
import { closeServer, HEADERS_TIME_MS, listen } from './http/listen.ts'
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
import { LibraryMedia } from './services/library-media.ts'
import { packageRoot, packageVersion } from './services/package-root.ts'
import { runServices } from './services/run-services.ts'
import { serverHealth } from './services/server-health.ts'
import type { DocumentLog } from './storage/document-log.ts'
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

/** Milliseconds after which the sessions of all open connections are looked at again. */
const LOOK_AT_PEERS_MS = 5 * 60_000

/** Lines a minute about peers that were sent away with one code; the rest are counted. */
const SENT_AWAY_LINES = 100

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
  const redis = config.redisUrl === null ? null : fanOut
  const health = serverHealth({ relay, media, catalog, checkMedia, redis })
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

function messageOf(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.message : undefined
}
