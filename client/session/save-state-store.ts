import { schemaStanding } from '#shared/document/migrations.ts'
import type { ProjectDoc } from '#shared/document/project-doc.ts'
import type { OutboxItem } from '../storage/outbox-store.ts'
import { NOT_CONNECTED } from '../sync/relay-connection.ts'
import type { SyncDocument } from '../sync/sync-document.ts'
import type { FetchProgress } from './media-library.ts'
import type { Peer } from './presence-store.ts'
import { saveState } from './save-state.ts'
import type { SaveFacts, SaveState } from './save-state.ts'
import type { ServerFacts } from './server-link.ts'
import { writable } from './store.ts'
import type { Readable } from './store.ts'
import type { TextConflict } from './text-conflicts.ts'

/** Where the facts come from. */
export interface SaveFactSources {
  readonly projectId: string
  readonly doc: ProjectDoc
  readonly documents: readonly SyncDocument[]
  readonly outbox: Readable<readonly OutboxItem[]>
  readonly fetching: Readable<FetchProgress | null>
  readonly conflicts: Readable<readonly TextConflict[]>
  readonly peers: Readable<readonly Peer[]>
  readonly server: Readable<ServerFacts>
  /** Whether this device syncs at all. */
  readonly syncOn: Readable<boolean>
  /** What the browser says of the network. */
  readonly online: Readable<boolean>
  /** Why this person may not change the film; null where they may. */
  readonly readOnly: Readable<string | null>
  /** Name of the place that a text belongs to: "3.04". */
  readonly placeOf: (conflict: TextConflict) => string
  readonly now: () => number
}

const PHASES = ['refused', 'idle', 'connecting', 'connected', 'synced'] as const

/** Follows the facts and keeps the state that they amount to. */
export function followSaveState(sources: SaveFactSources): Readable<SaveState> & { stop(): void } {
  const state = writable(saveState(factsOf(sources)))
  let timer: ReturnType<typeof setTimeout> | null = null
  const look = (): void => {
    if (timer !== null) clearTimeout(timer)
    const next = saveState(factsOf(sources))
    timer = next.lookAgainAt === null ? null : setTimeout(look, Math.max(10, next.lookAgainAt - sources.now()))
    if (JSON.stringify(next) !== JSON.stringify(state.get())) state.set(next)
  }
  const watched: readonly Readable<unknown>[] = [
    ...sources.documents.flatMap(({ stored, relay }) => [
      stored.pending,
      stored.problem,
      stored.unwrittenSince,
      relay.state,
    ]),
    sources.outbox,
    sources.fetching,
    sources.conflicts,
    sources.peers,
    sources.server,
    sources.syncOn,
    sources.online,
    sources.readOnly,
  ]
  const stops = watched.map((readable) => readable.subscribe(look))
  sources.doc.meta.observe(look)
  look()
  return {
    get: state.get,
    subscribe: state.subscribe,
    stop: () => {
      if (timer !== null) clearTimeout(timer)
      for (const stop of stops) stop()
      sources.doc.meta.unobserve(look)
    },
  }
}

function factsOf(sources: SaveFactSources): SaveFacts {
  const { documents, projectId } = sources
  const relays = documents.map(({ relay }) => relay.state.get())
  const worst = relays.toSorted((a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase))[0] ?? NOT_CONNECTED
  const pending = documents.map(({ stored }) => stored.pending.get())
  const requests = sources.outbox.get().filter((item) => item.projectId === projectId)
  const since = [...pending.flatMap((each) => each.since ?? []), ...requests.map(({ createdAt }) => createdAt)]
  const dropped = relays.flatMap(({ droppedAt }) => droppedAt ?? [])
  const synced = relays.flatMap(({ syncedAt }) => syncedAt ?? [])
  const unwritten = documents.flatMap(({ stored }) => stored.unwrittenSince.get() ?? [])
  return {
    now: sources.now(),
    syncOff: !sources.syncOn.get(),
    serverKnown: sources.server.get().known || relays.some(({ everConnected }) => everConnected),
    online: sources.online.get(),
    relay: worst.phase,
    refusal: worst.refusal,
    droppedAt: dropped.length > 0 ? Math.min(...dropped) : null,
    failing: relays.some(({ failing }) => failing),
    syncedAt: synced.length > 0 ? Math.max(...synced) : null,
    waiting: pending.reduce((sum, each) => sum + each.count, requests.length),
    waitingSince: since.length > 0 ? Math.min(...since) : null,
    fetching: sources.fetching.get(),
    conflicts: sources.conflicts.get().map((conflict) => ({ who: conflict.who, where: sources.placeOf(conflict) })),
    alsoHere: [...new Set(sources.peers.get().map(({ name }) => name))],
    unwritten: {
      count: documents.reduce((sum, { stored }) => sum + stored.unwrittenCount, 0),
      since: unwritten.length > 0 ? Math.min(...unwritten) : null,
    },
    storage: documents.flatMap(({ stored }) => stored.problem.get() ?? [])[0] ?? null,
    newerDocument: schemaStanding(sources.doc) === 'newer',
    readOnly: sources.readOnly.get(),
  }
}
