import { createApiClient } from '#client/api/api-client.ts'
import { hashOf, mediaPath, OWN_MEDIA, posterPath, SEEN_MEDIA } from '#client/pwa/media-layout.ts'
import { registerServiceWorker } from '#client/pwa/register.ts'
import { Access } from '#client/session/access.ts'
import { DeviceStorage } from '#client/session/device-storage.ts'
import { createFilmFiles } from '#client/session/film-file/film-files.ts'
import { keptBy } from '#client/session/history-keeper.ts'
import { JobsStore } from '#client/session/jobs-store.ts'
import { LIBRARY_FILES, StudioLibrary } from '#client/session/library/studio-library.ts'
import { MediaLibrary } from '#client/session/media-library.ts'
import { ModelCatalogue } from '#client/session/model-catalogue.ts'
import { openProfile } from '#client/session/profile.ts'
import { Projects } from '#client/session/projects.ts'
import { browserEvents, ServerLink, type OpenEvents } from '#client/session/server-link.ts'
import type { ClientServices } from '#client/session/services-context.tsx'
import { browserClock } from '#client/session/session-clock.ts'
import { writable } from '#client/session/store.ts'
import { openSyncSwitch } from '#client/session/sync-switch.ts'
import type { Readable } from '#client/session/store.ts'
import { FilmVersions } from '#client/session/versions/film-versions.ts'
import type { DatabaseStanding } from '#client/storage/database-life.ts'
import { browserMediaCache } from '#client/storage/cache-storage/browser-media-cache.ts'
import { dexieConflictStore } from '#client/storage/dexie/dexie-conflict-store.ts'
import { dexieDocumentStore, exclusiveByWebLock } from '#client/storage/dexie/dexie-document-store.ts'
import { dexieJobsCache } from '#client/storage/dexie/dexie-jobs-cache.ts'
import { dexieOutboxStore } from '#client/storage/dexie/dexie-outbox-store.ts'
import { dexieProjectCatalog } from '#client/storage/dexie/dexie-project-catalog.ts'
import { dexieVersionStore } from '#client/storage/dexie/dexie-version-store.ts'
import { idbDeviceSettings } from '#client/storage/dexie/idb-device-settings.ts'
import { openDatabase, UnreadableDatabase } from '#client/storage/dexie/open-database.ts'
import { localHistoryStore, tabName } from '#client/storage/history-store.ts'
import { localLastWords } from '#client/storage/last-words.ts'
import { memoryMediaCache } from '#client/storage/memory/memory-media-cache.ts'
import { filmMediaInWorker, foldInWorker, packInWorker, readStateInWorker } from '#client/sync/document-worker.ts'
import { Outbox } from '#client/sync/outbox.ts'
import { websocketConnector } from '#client/sync/relay-connection.ts'
import { switchedConnector } from '#client/sync/switched-connector.ts'
import { browserTabChannel } from '#client/sync/tab-channel.ts'
import { browserLocks, electTabLeader } from '#client/sync/tab-leader.ts'
import { WriteQueues } from '#client/sync/write-queues.ts'
import { filmFileWorker, mediaWorker } from '#client/workers/worker-bridge.ts'
import { browserStorage, markOpen, markSyncOff } from './browser-storage.ts'

export { UnreadableDatabase }

/** Names of the browser's databases: films, and the small facts of this device. */
const DATABASE = 'storycanvas'
const SETTINGS = 'storycanvas-settings'

/**
 * Builds every adapter once and joins them. Rejects where the browser refuses this page any storage, or where a newer
 * version of the app keeps it in a form that cannot be read. `onBlocked` hears when a tab with an older version keeps
 * this one waiting. `film` names the one that the page opens with: it is read as soon as it can be.
 */
export async function createServices(
  onBlocked: () => void,
  { film }: { readonly film: string | null },
): Promise<ClientServices> {
  const clock = browserClock
  const standing = writable<DatabaseStanding>('current')
  const settings = idbDeviceSettings(SETTINGS, standing)
  const openingProfile = openProfile(settings, clock)
  const { db, life } = await openDatabase(DATABASE, { newId: clock.newId, onBlocked })
  const followStanding = (): void => standing.set(life.standing.get())
  life.standing.subscribe(followStanding)
  followStanding()
  const online = networkFact()
  const leader = electTabLeader('storycanvas:leader', browserLocks)
  const syncSwitch = openSyncSwitch(localStorage, (listener) => addEventListener('storage', ({ key }) => listener(key)))
  const api = createApiClient({ isOff: () => !syncSwitch.get(), onNobody: () => void access.refresh() })
  const access: Access = await Access.open({ settings, api, channel: new BroadcastChannel('storycanvas:access') })
  const openingServer = ServerLink.open({
    settings,
    leader,
    openEvents: whileOn(syncSwitch, whileSignedIn(access, browserEvents('/api/v1/events'))),
    channel: new BroadcastChannel('storycanvas:server'),
    random: clock.random,
  })
  const [server, profile] = await Promise.all([openingServer, openingProfile])
  const history = localHistoryStore(localStorage, tabName(sessionStorage, clock.newId), clock.now)
  const sync = {
    store: dexieDocumentStore(db, clock.newId, exclusiveByWebLock),
    life,
    queues: new WriteQueues(),
    openChannel: browserTabChannel,
    fold: foldInWorker,
    kept: keptBy(history),
    lastWords: localLastWords(localStorage, clock.newId),
    onLeave: whenLeaving,
    connector: switchedConnector(
      websocketConnector(`${location.origin.replace(/^http/, 'ws')}/sync`, clock.now),
      syncSwitch,
    ),
    now: clock.now,
    newId: clock.newId,
    turn: yieldToPage,
  }
  // Pages without https have no Cache Storage: media then live as long as the tab, and on the server.
  const mediaCache =
    'caches' in globalThis
      ? browserMediaCache(caches, { shelves: { own: OWN_MEDIA, seen: SEEN_MEDIA }, mediaPath, posterPath, hashOf })
      : memoryMediaCache()
  const keepStorage = askToKeepStorage()

  const outbox: Outbox = new Outbox({
    store: dexieOutboxStore(db),
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
    worker: mediaWorker(),
    queueUpload: (projectId, file) => outbox.addUpload(projectId, file),
    keepStorage,
    fetch: (input, init) => (syncSwitch.get() ? fetch(input, init) : Promise.reject(new TypeError('syncing is off'))),
    now: clock.now,
  })
  const jobs: JobsStore = new JobsStore({ api, cache: dexieJobsCache(db), outbox, server, clock })
  const catalog = dexieProjectCatalog(db)
  const versionStore = dexieVersionStore(db)
  const versions = new FilmVersions({
    store: versionStore,
    api,
    server,
    life,
    documents: sync.store,
    packStored: packInWorker,
    readState: readStateInWorker,
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
    conflicts: dexieConflictStore(db),
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
    fetch: (input, init) => fetch(input, init),
    keepStorage,
    markOpen,
  })
  const models = new ModelCatalogue(api, server)
  const storage = new DeviceStorage({
    browser: browserStorage({ databases: [DATABASE, SETTINGS], caches: [OWN_MEDIA, SEEN_MEDIA], letGo: life.letGo }),
    life,
    store: sync.store,
    versions: versionStore,
    queues: sync.queues,
    lastWords: sync.lastWords,
    history,
    catalog,
    cache: mediaCache,
    media,
    outbox,
    readFilmMedia: filmMediaInWorker,
    library,
    api,
  })
  const filmFiles = createFilmFiles({
    projects,
    media,
    versions,
    worker: filmFileWorker(),
    clock,
    queueUploads: (projectId, files) => outbox.addUploads(projectId, files),
    keepStorage,
    freeBytes,
  })

  if (film !== null) projects.begin(film)
  await Promise.all([jobs.start(), projects.start()])
  if (life.standing.get() === 'current') outbox.start()
  life.standing.subscribe(() => void outbox.close())
  life.onLost(() => {
    void outbox.rescue()
    void profile.change({})
  })
  // What could not be written is lost with the page: the browser asks before it goes.
  addEventListener('beforeunload', (event) => {
    if (sync.queues.isAtRisk()) event.preventDefault()
  })
  const onServer = (): void => {
    if (!server.get().answering || leader.get() !== 'leader') return
    void outbox.flush()
    void projects.sendPending()
  }
  server.subscribe(onServer)
  leader.subscribe(onServer)
  addEventListener('online', () => server.retry())
  const onSwitch = (): void => {
    void markSyncOff(!syncSwitch.get())
    if (syncSwitch.get()) server.retry()
  }
  syncSwitch.subscribe(onSwitch)
  onSwitch()
  access.onIdentity(() => {
    server.retry()
    void projects.refresh()
  })
  server.onEvent(({ type }) => {
    if (type === 'hello') void access.refresh()
  })
  // Another program of this browser, or an administrator, may have changed it meanwhile.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && access.get().who?.accounts !== 'off') void access.refresh()
  })
  void access.refresh()
  return {
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
    models,
    server,
    syncSwitch,
    storage,
    appUpdate: registerServiceWorker(),
  }
}

/** Asks for no stream while syncing is switched off, and ends the one there is when it is. */
function whileOn(on: Readable<boolean>, open: OpenEvents): OpenEvents {
  return (handlers) => {
    if (!on.get()) {
      const timer = setTimeout(handlers.onClose)
      return () => clearTimeout(timer)
    }
    const close = open(handlers)
    const unfollow = on.subscribe(() => {
      if (!on.get()) handlers.onClose()
    })
    return () => {
      unfollow()
      close()
    }
  }
}

/** Asks for no stream where the answer is known: the server has said that it wants somebody to sign in. */
function whileSignedIn(access: Access, open: OpenEvents): OpenEvents {
  return (handlers) => {
    if (!access.needsSignIn) return open(handlers)
    const timer = setTimeout(handlers.onClose)
    return () => clearTimeout(timer)
  }
}

/** Ends the task that runs, so that a key or a frame that waits gets its turn. */
function yieldToPage(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } }
  if (scheduler?.yield) return scheduler.yield()
  return new Promise((resolve) => setTimeout(resolve))
}

/** What the browser says of the network, as a fact. */
function networkFact(): Readable<boolean> {
  const online = writable(navigator.onLine)
  addEventListener('online', () => online.set(true))
  addEventListener('offline', () => online.set(false))
  return online
}

/** Calls back when the page is hidden or left: after that nothing is sure to run. */
function whenLeaving(listener: () => void): () => void {
  const onHidden = (): void => {
    if (document.visibilityState === 'hidden') listener()
  }
  addEventListener('pagehide', listener)
  document.addEventListener('visibilitychange', onHidden)
  return () => {
    removeEventListener('pagehide', listener)
    document.removeEventListener('visibilitychange', onHidden)
  }
}

/** How much room the browser still gives this site, as far as it tells. */
async function freeBytes(): Promise<number | null> {
  const estimate = await navigator.storage?.estimate?.().catch(() => null)
  return estimate?.quota === undefined ? null : Math.max(0, estimate.quota - (estimate.usage ?? 0))
}

/** Asks the browser once not to clear this site's data when room is short. Browsers may ask the person in turn. */
function askToKeepStorage(): () => void {
  let asked = false
  return () => {
    if (asked || !navigator.storage?.persist) return
    asked = true
    void navigator.storage.persist().catch(() => undefined)
  }
}
