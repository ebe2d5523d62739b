import { Dexie } from 'dexie'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { StoryCanvasDatabase } from '../storage/dexie/database.ts'
import { dexieDocumentStore, exclusiveByWebLock } from '../storage/dexie/dexie-document-store.ts'
import { openDatabase } from '../storage/dexie/open-database.ts'
import { localLastWords } from '../storage/last-words.ts'
import { foldInWorker } from './document-worker.ts'
import { StoredDocument } from './stored-document.ts'
import { browserTabChannel } from './tab-channel.ts'
import { WriteQueues } from './write-queues.ts'

const databases: StoryCanvasDatabase[] = []
const documents: StoredDocument[] = []
afterEach(async () => {
  for (const document of documents.splice(0)) await document.close()
  const used = databases.splice(0)
  for (const db of used) db.close()
  for (const name of new Set(used.map((db) => db.name))) await Dexie.delete(name)
})

/** A browser with its own database; each `tab` has its own connection to it, as a real tab does. */
function aBrowser() {
  const name = `test-${crypto.randomUUID()}`
  const docName = `project/${crypto.randomUUID()}`
  const tab = async (): Promise<StoredDocument> => {
    const newId = (): string => crypto.randomUUID()
    const { db, life } = await openDatabase(name, { newId, onBlocked: () => undefined })
    databases.push(db)
    const document = await StoredDocument.open(docName, new Y.Doc(), {
      store: dexieDocumentStore(db, newId, exclusiveByWebLock),
      life,
      queues: new WriteQueues(),
      newId,
      turn: async () => undefined,
      kept: () => [],
      channel: browserTabChannel(docName),
      fold: foldInWorker,
      lastWords: localLastWords(localStorage, () => crypto.randomUUID()),
      onLeave: (listener) => {
        addEventListener('pagehide', listener)
        return () => removeEventListener('pagehide', listener)
      },
      now: () => Date.now(),
    })
    documents.push(document)
    return document
  }
  const rows = (): Promise<number> => databases.at(-1)!.updates.where('docName').equals(docName).count()
  return { tab, rows }
}

const meta = (document: StoredDocument): Y.Map<unknown> => document.ydoc.getMap('meta')

describe('a document in a real browser', () => {
  test('is there after a reload, with what waits for the server', async () => {
    const { tab } = aBrowser()
    const first = await tab()
    meta(first).set('name', 'Salt & Neon')
    await first.close()
    const second = await tab()
    expect(meta(second).get('name')).toBe('Salt & Neon')
    expect(second.pending.get().count).toBe(1)
  })

  test('two tabs share edits at once, both ways, without a server', async () => {
    const { tab } = aBrowser()
    const [first, second] = [await tab(), await tab()]
    for (let index = 0; index < 1_500; index += 1) meta(first).set(`a${index}`, index)
    meta(second).set('b', 'back')
    await vi.waitFor(() => expect(meta(second).get('a1499')).toBe(1_499))
    await vi.waitFor(() => expect(meta(first).get('b')).toBe('back'))
    await Promise.all([first.flush(), second.flush()])
    const third = await tab()
    expect(meta(third).toJSON()).toEqual(meta(first).toJSON())
  })

  test('what was typed right before the page goes is written', async () => {
    const { tab, rows } = aBrowser()
    const document = await tab()
    meta(document).set('name', 'last words')
    dispatchEvent(new Event('pagehide'))
    await vi.waitFor(async () => expect(await rows()).toBe(1))
  })

  test('a long log folds by itself, in a worker, while another tab goes on writing', async () => {
    const { tab, rows } = aBrowser()
    const [first, second] = [await tab(), await tab()]
    for (let index = 0; index < 450; index += 1) {
      meta(first).set('step', index)
      await first.flush()
    }
    meta(second).set('other', 'tab')
    await second.flush()
    await vi.waitFor(async () => expect(await rows()).toBeLessThan(100))
    const third = await tab()
    expect(meta(third).toJSON()).toEqual({ step: 449, other: 'tab' })
  })

  test('a burst of 10 000 edits is written as one row', async () => {
    const { tab, rows } = aBrowser()
    const document = await tab()
    for (let index = 0; index < 10_000; index += 1) meta(document).set(`k${index % 500}`, index)
    await document.flush()
    expect(await rows()).toBe(1)
    expect(document.unwrittenSince.get()).toBeNull()
  })
})
