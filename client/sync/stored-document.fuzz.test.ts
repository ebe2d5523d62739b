import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '#shared/util/random.ts'
import { writable } from '../session/store.ts'
import type { DatabaseStanding } from '../storage/database-life.ts'
import { localLastWords } from '../storage/last-words.ts'
import { memoryDocumentStore } from '../storage/memory/memory-document-store.ts'
import { fakeTabs } from '../testing/fake-tabs.ts'
import { memoryStorage } from '../testing/memory-storage.ts'
import { foldUpdates } from './fold-updates.ts'
import { StoredDocument } from './stored-document.ts'
import { WriteQueues } from './write-queues.ts'

const NAME = 'project/a'
const STEPS = 80
/** The first of them, and some that once lost a change: a tab passed on what a tab that died had told it. */
const SEEDS = [...Array.from({ length: 15 }, (_, at) => at + 1), 283, 374, 1646]

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

interface Tab {
  readonly document: StoredDocument
  readonly leave: () => void
  /** As a crash: from here on nothing of it is heard or written, and it is told nothing. */
  readonly kill: () => void
}

/** One browser: a database that can be full, lost and folded, and tabs that come and go. */
function aBrowser(random: () => number) {
  const store = memoryDocumentStore()
  const tabs = fakeTabs()
  const storage = memoryStorage()
  const lost = new Set<() => void>()
  let ids = 0
  const newId = (): string => `id ${(ids += 1)}`
  const open = async (): Promise<Tab> => {
    let dead = false
    const leaving = new Set<() => void>()
    const channel = tabs.openChannel(NAME)
    const mine: (() => void)[] = []
    const ydoc = new Y.Doc()
    // By chance of the seed: which of two people comes first depends on it.
    ydoc.clientID = Math.floor(random() * 2 ** 32)
    const document = await StoredDocument.open(NAME, ydoc, {
      store: {
        ...store,
        append: async (...given) => {
          // A write takes a while, in which a tab may die.
          await new Promise((resolve) => setTimeout(resolve, 5 + random() * 30))
          return dead ? new Promise<string>(() => undefined) : store.append(...given)
        },
      },
      life: {
        standing: writable<DatabaseStanding>('current'),
        onLost: (listener) => {
          mine.push(listener)
          lost.add(listener)
          return () => lost.delete(listener)
        },
      },
      queues: new WriteQueues(),
      channel: { ...channel, post: (message) => (dead ? undefined : channel.post(message)) },
      fold: async (...given) => foldUpdates(...given),
      kept: () => [],
      lastWords: localLastWords(storage, newId),
      onLeave: (listener) => {
        leaving.add(listener)
        return () => leaving.delete(listener)
      },
      now: () => Date.now(),
      newId,
      turn: async () => undefined,
    })
    return {
      document,
      leave: () => leaving.forEach((listener) => listener()),
      kill: () => {
        dead = true
        for (const listener of mine) lost.delete(listener)
        channel.close()
      },
    }
  }
  const wipe = (): void => {
    store.wipe()
    for (const listener of [...lost]) listener()
  }
  return { store, open, wipe }
}

const said = (ydoc: Y.Doc): unknown => ({ text: ydoc.getText('text').toString(), meta: ydoc.getMap('meta').toJSON() })

test.each(SEEDS)(
  'whatever tabs, disk and database do, a change that a living tab shows is stored in the end (seed %i)',
  async (seed) => {
    const random = seededRandom(seed)
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
    const browser = aBrowser(random)
    let living = [await settled(browser.open())]
    /** What the last write of a tab was known to hold, by key. */
    const safe = new Set<string>()
    let edits = 0

    for (let step = 0; step < STEPS; step += 1) {
      const chance = random()
      const tab = pick(living)
      if (chance < 0.5) {
        const key = `key ${(edits += 1)}`
        tab.document.ydoc.getMap('meta').set(key, seed)
        const text = tab.document.ydoc.getText('text')
        if (text.length > 8 && random() < 0.3) text.delete(Math.floor(random() * 4), 3)
        else text.insert(Math.floor(random() * (text.length + 1)), pick(['lamp ', 'tide ', 'quay ']))
      } else if (chance < 0.62) {
        await vi.advanceTimersByTimeAsync(random() * 400)
      } else if (chance < 0.7) {
        await settled(tab.document.flush())
        if (tab.document.problem.get() === null && tab.document.unwrittenSince.get() === null)
          for (const key of tab.document.ydoc.getMap('meta').keys()) safe.add(key)
      } else if (chance < 0.76) {
        if (living.length < 4) living = [...living, await settled(browser.open())]
      } else if (chance < 0.84 && living.length > 1) {
        tab.kill()
        living = living.filter((other) => other !== tab)
      } else if (chance < 0.88) {
        tab.leave()
      } else if (chance < 0.93) {
        browser.store.failWith = browser.store.failWith ? null : new DOMException('no room', 'QuotaExceededError')
      } else if (chance < 0.96) {
        await settled(tab.document.compact().catch(() => undefined))
      } else {
        browser.wipe()
      }
    }

    // The disk has room again, and everybody has time.
    browser.store.failWith = null
    await vi.advanceTimersByTimeAsync(20_000)
    const [first] = living
    for (const { document } of living) expect(said(document.ydoc)).toEqual(said(first!.document.ydoc))
    for (const { document } of living) await settled(document.close())
    const again = (await settled(browser.open())).document.ydoc
    expect(again.store.pendingStructs).toBeNull()
    expect(said(again)).toEqual(said(first!.document.ydoc))
    for (const key of safe) expect(again.getMap('meta').has(key), key).toBe(true)
  },
)

/** Lets time pass until something is done. */
async function settled<T>(work: Promise<T>): Promise<T> {
  let done = false
  const watched = work.finally(() => {
    done = true
  })
  while (!done) await vi.advanceTimersByTimeAsync(10)
  return watched
}
