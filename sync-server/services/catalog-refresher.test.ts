import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { silentFanOut } from '#server/fan-out/silent-fan-out.ts'
import { createLogger } from '#server/observability/logger.ts'
import { Relay } from '#server/relay/relay.ts'
import { memoryCatalog } from '#server/storage/memory/memory-catalog.ts'
import { memoryDocumentLog } from '#server/storage/memory/memory-document-log.ts'
import { until } from '#server/testing/until.ts'
import { aFilm } from '#shared/testing/builders.ts'
import { CatalogRefresher } from './catalog-refresher.ts'
import { EventHub } from './event-hub.ts'

const idOf = (index: number): string => `3f1c8a52-3f5e-4b0e-9b42-${String(index).padStart(12, '0')}`

let clock = 1_000
let reads = 0
let log: ReturnType<typeof memoryDocumentLog>
let relay: Relay
let catalog: ReturnType<typeof memoryCatalog>
let refresher: CatalogRefresher
beforeEach(async () => {
  clock = 1_000
  reads = 0
  log = memoryDocumentLog()
  catalog = memoryCatalog()
  relay = new Relay({ log, fanOut: silentFanOut, now: () => clock, report: () => {}, reportRoom: () => {} })
  refresher = newRefresher(false)
  await refresher.run()
})
afterEach(async () => {
  await refresher.drain()
  await refresher.stop()
  await relay.stop()
})

function newRefresher(isShared: boolean): CatalogRefresher {
  const documents = {
    onCommitted: relay.onCommitted.bind(relay),
    readOutline: (...args: Parameters<Relay['readOutline']>) => {
      reads += 1
      return relay.readOutline(...args)
    },
  }
  const events = new EventHub(() => clock)
  const logger = createLogger('silent')
  return new CatalogRefresher({
    catalog,
    documents,
    log,
    isShared,
    noteMedia: async (_, hashes) => hashes,
    events,
    logger,
    now: () => clock,
  })
}

/** Puts a whole film into its room. */
async function makeFilm(id: string, clips: number): Promise<void> {
  const state = Y.encodeStateAsUpdate(aFilm([clips]).doc.ydoc)
  await relay.withDocument(`project/${id}`, (doc) => Y.applyUpdate(doc, state))
}

const edit = (id: string, run: (doc: Y.Doc) => void): Promise<void> => relay.withDocument(`project/${id}`, run)

test('a field of the film reaches its entry; typing only moves the time on, and reads nothing', async () => {
  await makeFilm(idOf(1), 2)
  await refresher.refresh()
  expect((await catalog.get(idOf(1)))?.updatedAt).toBe(1_000)
  const before = reads

  clock = 2_000
  await edit(idOf(1), (doc) => {
    const [clip] = [...doc.getMap<Y.Map<Y.Text>>('clips').values()]
    clip?.get('imagePrompt')?.insert(0, 'rain')
  })
  await refresher.drain()
  expect(await catalog.get(idOf(1))).toMatchObject({ updatedAt: 2_000 })
  expect(reads).toBe(before)
})

test('a film that changes while it waits for its turn is read once, and as it is then', async () => {
  await makeFilm(idOf(2), 1)
  await edit(idOf(2), (doc) => doc.getMap('meta').set('name', 'First'))
  await edit(idOf(2), (doc) => doc.getMap('meta').set('name', 'Second'))
  await until(async () => expect((await catalog.get(idOf(2)))?.name).toBe('Second'))
  expect(reads).toBe(1)
})

test('the entities of a film that is too large for the event loop are found as well', async () => {
  const { doc, clipIds } = aFilm([300])
  const bytes = Y.encodeStateAsUpdate(doc.ydoc)
  expect(bytes.length).toBeGreaterThan(64 * 1024)
  await log.append([{ room: `project/${idOf(3)}`, bytes, author: null, at: 5 }])
  await refresher.run()
  expect(await catalog.get(idOf(3))).toMatchObject({ name: 'Salt & Neon', updatedAt: 5 })
  for (const clipId of clipIds) {
    expect(await catalog.findEntity(clipId)).toMatchObject({ projectId: idOf(3), kind: 'clip' })
  }
})

test('what another server committed is found when it is asked for, whatever the clocks say, and read once', async () => {
  const { doc, clipIds } = aFilm([1])
  const here = newRefresher(true)
  await here.run()
  await log.append([{ room: `project/${idOf(4)}`, bytes: Y.encodeStateAsUpdate(doc.ydoc), author: null, at: 5 }])
  await catalog.ensure(idOf(4), 1_000_000)
  expect(await catalog.findEntity(clipIds[0] ?? '')).toBeNull()
  await here.refreshAll()
  expect(await catalog.findEntity(clipIds[0] ?? '')).toMatchObject({ projectId: idOf(4) })
  const before = reads
  await here.refreshAll()
  expect(reads).toBe(before)
  await here.drain()
  await here.stop()
})

test('what a crash cut short is made up for also where the clock was set back before it', async () => {
  clock = 90_000_000
  await makeFilm(idOf(4), 1)
  await refresher.refresh()
  expect((await catalog.get(idOf(4)))?.updatedAt).toBe(90_000_000)
  // The commit of a server that ended before it came to the catalogue, a day earlier by its clock.
  const doc = new Y.Doc()
  Y.applyUpdate(doc, await relay.readDocument(`project/${idOf(4)}`, (film) => Y.encodeStateAsUpdate(film)))
  const known = Y.encodeStateVector(doc)
  doc.getMap('meta').set('name', 'Pepper')
  await log.append([
    { room: `project/${idOf(4)}`, bytes: Y.encodeStateAsUpdate(doc, known), author: null, at: 3_600_000 },
  ])
  await relay.stop()
  await refresher.run()
  await until(async () => expect((await catalog.get(idOf(4)))?.name).toBe('Pepper'))
})
