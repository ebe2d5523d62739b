import { createApiClient } from '../api/api-client.ts'
import { Access } from '../session/access.ts'
import { createFilmFiles } from '../session/film-file/film-files.ts'
import { DeviceStorage } from '../session/device-storage.ts'
import type { BrowserStorage } from '../session/device-storage.ts'
import { keptBy } from '../session/history-keeper.ts'
import { JobsStore } from '../session/jobs-store.ts'
import { LIBRARY_FILES, StudioLibrary } from '../session/library/studio-library.ts'
import { MediaLibrary } from '../session/media-library.ts'
import { ModelCatalogue } from '../session/model-catalogue.ts'
import { openProfile } from '../session/profile.ts'
import { Projects } from '../session/projects.ts'
import { ServerLink } from '../session/server-link.ts'
import type { ClientServices } from '../session/services-context.tsx'
import { uuidFromBytes } from '../session/session-clock.ts'
import { writable } from '../session/store.ts'
import { openSyncSwitch } from '../session/sync-switch.ts'
import { FilmVersions } from '../session/versions/film-versions.ts'
import type { DatabaseLife, DatabaseStanding } from '../storage/database-life.ts'
import { localHistoryStore } from '../storage/history-store.ts'
import { localLastWords } from '../storage/last-words.ts'
import { memoryDocumentStore } from '../storage/memory/memory-document-store.ts'
import { memoryMediaCache } from '../storage/memory/memory-media-cache.ts'
import {
  memoryConflictStore,
  memoryDeviceSettings,
  memoryJobsCache,
  memoryOutboxStore,
  memoryProjectCatalog,
} from '../storage/memory/memory-stores.ts'
import { filmMedia } from '../sync/film-media.ts'
import { memoryVersionStore } from '../storage/memory/memory-version-store.ts'
import { switchedConnector } from '../sync/switched-connector.ts'
import { foldUpdates } from '../sync/fold-updates.ts'
import { Outbox } from '../sync/outbox.ts'
import { packStored, readPackedState } from '../sync/packed-state.ts'
import type { TabRole } from '../sync/tab-leader.ts'
import { WriteQueues } from '../sync/write-queues.ts'
import { filmFileWork } from '../workers/film-file/film-file-work.ts'
import { fakeRelay } from './fake-relay.ts'
import type { FakeRelay } from './fake-relay.ts'
import { fakeTabs } from './fake-tabs.ts'
import { memoryStorage } from './memory-storage.ts'

/** What a test may put in the place of the quiet defaults. */
export interface TestServicesOptions {
  /** A server that several people share; without one everybody is alone with their own. */
  readonly relay?: FakeRelay
  /** Answers REST calls; by default the server does not answer. */
  readonly fetch?: typeof fetch
  /** Start of the ids, so that two people mint different ones. */
  readonly seed?: number
  /** Room that the device still has; by default nobody tells. */
  readonly freeBytes?: number
  /** Milliseconds since 1970; by default a clock that stands at one moment until `clock.time` is changed. */
  readonly clock?: { time: number }
}

const noServer: typeof fetch = () => Promise.reject(new TypeError('no server in this test'))

/**
 * Services over memory stores for tests of sessions and views: nothing touches the network, the disk or the real clock.
 * Beside the services come the parts that tests look into.
 */
export async function createTestServices(options: TestServicesOptions = {}) {
  const time = options.clock ?? { time: Date.parse('2026-03-01T12:00:00Z') }
  let ids = 0
  const clock = {
    now: () => time.time,
    newId: () => uuidFromBytes(bytesOf((options.seed ?? 1) * 1_000_000 + (ids += 1))),
    random: () => 0.5,
  }
  const relay = options.relay ?? fakeRelay(clock.now)
  const syncSwitch = openSyncSwitch(memoryStorage(), () => undefined)
  const settings = memoryDeviceSettings()
  const store = memoryDocumentStore()
  const mediaCache = memoryMediaCache()
  const leader = writable<TabRole>('leader')
  const online = writable(true)
  const server = await ServerLink.open({
    settings,
    leader: writable<TabRole>('follower'),
    openEvents: () => () => undefined,
    channel: { postMessage: () => undefined, addEventListener: () => undefined, close: () => undefined },
    random: clock.random,
  })
  const send = options.fetch ?? noServer
  const api = createApiClient({ fetch: send, isOff: () => !syncSwitch.get() })
  const access = await Access.open({
    settings,
    api,
    channel: { postMessage: () => undefined, addEventListener: () => undefined },
  })
  const standing = writable<DatabaseStanding>('current')
  const lost = new Set<() => void>()
  const life: DatabaseLife = {
    standing,
    onLost: (listener) => {
      lost.add(listener)
      return () => lost.delete(listener)
    },
  }
  const history = localHistoryStore(memoryStorage(), 'tab', clock.now)
  const sync = {
    store,
    life,
    queues: new WriteQueues(),
    openChannel: fakeTabs().openChannel,
    fold: async (...stored: Parameters<typeof foldUpdates>) => foldUpdates(...stored),
    kept: keptBy(history),
    lastWords: localLastWords(memoryStorage(), clock.newId),
    connector: switchedConnector(relay.connector, syncSwitch),
    onLeave: () => () => undefined,
    now: clock.now,
    newId: clock.newId,
    turn: async () => undefined,
  }
  const outbox: Outbox = new Outbox({
    store: memoryOutboxStore(),
    api,
    leader,
    syncOn: syncSwitch,
    readMedia: mediaCache.get,
    flushProject: (projectId) => projects.flush(projectId),
    isProjectSaved: (projectId) => projects.isSaved(projectId),
    onSettled: (outcome) => jobs.noteOutcome(outcome),
    now: clock.now,
    random: clock.random,
  })
  const media: MediaLibrary = new MediaLibrary({
    cache: mediaCache,
    worker: { run: () => Promise.reject(new Error('no worker in this test')), close: () => undefined },
    queueUpload: (projectId, file) => outbox.addUpload(projectId, file),
    keepStorage: () => undefined,
    fetch: send,
    now: clock.now,
  })
  const jobs: JobsStore = new JobsStore({ api, cache: memoryJobsCache(), outbox, server, clock })
  const profile = await openProfile(settings, clock)
  const conflicts = memoryConflictStore()
  const catalog = memoryProjectCatalog()
  const versionStore = memoryVersionStore()
  const versions = new FilmVersions({
    store: versionStore,
    api,
    server,
    life,
    documents: store,
    packStored,
    readState: readPackedState,
    profile,
    clock,
  })
  const library = new StudioLibrary({
    sync,
    history,
    profile,
    access,
    clock,
    lend: (hashes) => outbox.addLoans(LIBRARY_FILES, hashes),
  })
  const projects: Projects = new Projects({
    sync,
    library,
    history,
    settings,
    conflicts,
    outbox,
    media,
    server,
    syncSwitch,
    access,
    online,
    profile,
    versions,
    clock,
    catalog,
    api,
    fetch: send,
    keepStorage: () => undefined,
    markOpen: () => () => undefined,
  })
  await projects.start()
  const filmFiles = createFilmFiles({
    projects,
    media,
    versions,
    worker: {
      run: async (call) => call(filmFileWork as unknown as Parameters<typeof call>[0]),
      close: () => undefined,
    },
    clock,
    queueUploads: (projectId, files) => outbox.addUploads(projectId, files),
    keepStorage: () => undefined,
    freeBytes: async () => options.freeBytes ?? null,
  })
  const browserStorage: BrowserStorage = {
    room: async () => null,
    persist: null,
    isOpen: async () => false,
    clear: async () => undefined,
  }
  const storage = new DeviceStorage({
    browser: browserStorage,
    life,
    store,
    versions: versionStore,
    queues: sync.queues,
    lastWords: sync.lastWords,
    history,
    catalog,
    cache: mediaCache,
    media,
    outbox,
    readFilmMedia: async (project, review) => filmMedia(project, review),
    library,
    api,
  })
  const services: ClientServices = {
    clock,
    settings,
    profile,
    projects,
    media,
    library,
    jobs,
    versions,
    filmFiles,
    api,
    access,
    models: new ModelCatalogue(api, server),
    server,
    syncSwitch,
    storage,
    appUpdate: {
      ...writable({ ready: false, offlineReady: true, problem: null }),
      reload: async () => undefined,
    },
  }
  /** As a browser does whose storage is cleared while the app is open. */
  const loseStorage = (): void => {
    store.wipe()
    for (const listener of lost) listener()
  }
  return {
    services,
    history,
    relay,
    store,
    versionStore,
    sync,
    standing,
    loseStorage,
    outbox,
    online,
    catalog,
    conflicts,
    mediaCache,
    time,
  }
}

function bytesOf(value: number): Uint8Array {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setFloat64(8, value)
  return bytes
}
