import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editPrompt, renameClip, trashClips } from '../commands/clip-commands.ts'
import { starTakes } from '../commands/review-commands.ts'
import { addTake } from '../commands/take-commands.ts'
import { aFilm, aTake, testContext } from '../testing/builders.ts'
import { connectPeers } from '../testing/peers.ts'
import { randomEdit } from '../testing/random-edits.ts'
import { must } from '../util/assert.ts'
import { changeOrigin } from './origins.ts'
import { openProjectDoc, type ProjectDoc } from './project-doc.ts'
import { RecordCache } from './record-cache.ts'
import { openReviewDoc } from './review-doc.ts'
import { contentOf, mayForget, StoredHistory } from './stored-history.ts'
import { projectHistory, reviewHistory, UndoHistory } from './undo.ts'

/** The film as records, but for times that an undo writes. */
function said(doc: ProjectDoc): unknown {
  const cache = new RecordCache(doc)
  const { project, scenes, clips, takes } = cache.snapshot()
  cache.destroy()
  const withoutTime = <T extends { deletedAt: number | null }>(record: T): T => ({
    ...record,
    deletedAt: record.deletedAt === null ? null : 1,
  })
  const all = <T extends { deletedAt: number | null }>(map: ReadonlyMap<string, T>): T[] =>
    [...map.values()].map(withoutTime)
  return { project, scenes: all(scenes), clips: all(clips), takes: all(takes) }
}

/** The same document in a new tab: read from what was written, in which nothing is thrown away that `stored` may need. */
function reloaded(updates: readonly Uint8Array[], stored: StoredHistory, document = 0): Y.Doc {
  const ydoc = new Y.Doc({ gcFilter: mayForget(contentOf([stored], document)) })
  for (const update of updates) Y.applyUpdate(ydoc, update)
  return ydoc
}

/** Through JSON, as every store takes it. */
const kept = (history: UndoHistory): StoredHistory => StoredHistory.parse(JSON.parse(JSON.stringify(history.pack())))

const now = (): number => 1

describe('a history that outlives a reload', () => {
  test.each(Array.from({ length: 16 }, (_, at) => at + 1))(
    '[D45] takes back and does again the same as if there had been none (seed %i)',
    (seed) => {
      const network = connectPeers(seed, 2, Y.encodeStateAsUpdate(aFilm().doc.ydoc))
      const [me, other] = [must(network.peers[0], 'me'), must(network.peers[1], 'another')]
      const updates = [Y.encodeStateAsUpdate(me.doc.ydoc)]
      me.doc.ydoc.on('update', (update: Uint8Array) => updates.push(update))
      const history = new UndoHistory([projectHistory(me.doc)], me.context.origin, now)
      for (let step = 0; step < 40; step += 1) {
        history.record({ label: `Step ${step}`, mergeKey: null }, () => randomEdit(me.doc, network.random, me.context))
        if (network.random() < 0.5) randomEdit(other.doc, network.random, other.context)
        if (network.random() < 0.3) history.undo()
        if (network.random() < 0.15) history.redo()
        network.deliverSome()
      }
      network.settle()

      const stored = kept(history)
      const copy = openProjectDoc(reloaded(updates, stored))
      const origin = changeOrigin('user')
      const again = new UndoHistory([projectHistory(copy)], origin, now, stored)
      expect(said(copy)).toEqual(said(me.doc))
      expect(again.state()).toEqual(history.state())
      for (let step = 0; step < 60; step += 1) {
        const back = network.random() < 0.75
        const [mine, theirs] = back ? [history.undo(), again.undo()] : [history.redo(), again.redo()]
        expect(theirs, `step ${step}`).toBe(mine)
        expect(said(copy), `step ${step}: ${mine}`).toEqual(said(me.doc))
      }
    },
  )

  test('[D45] goes on over film and review in the order of the steps', () => {
    const { doc, clipIds } = aFilm()
    const review = openReviewDoc(new Y.Doc())
    const context = testContext()
    const history = new UndoHistory([projectHistory(doc), reviewHistory(review)], context.origin, now)
    const clipId = must(clipIds[0], 'a clip')
    const take = aTake(clipId, '00000000-0000-4000-8000-000000000001')
    const updates = { film: [Y.encodeStateAsUpdate(doc.ydoc)], review: [Y.encodeStateAsUpdate(review.ydoc)] }
    doc.ydoc.on('update', (update: Uint8Array) => updates.film.push(update))
    review.ydoc.on('update', (update: Uint8Array) => updates.review.push(update))
    history.record({ label: 'Add take', mergeKey: null }, () => addTake(doc, { take, pick: 'always' }, context))
    history.record({ label: 'Star', mergeKey: null }, () =>
      starTakes(review, { takeIds: [take.id], on: true }, context),
    )
    history.record({ label: 'Rename', mergeKey: null }, () => renameClip(doc, { id: clipId, name: 'Neon' }, context))
    history.undo()

    const stored = kept(history)
    const film = openProjectDoc(reloaded(updates.film, stored, 0))
    const marks = openReviewDoc(reloaded(updates.review, stored, 1))
    const again = new UndoHistory([projectHistory(film), reviewHistory(marks)], changeOrigin('user'), now, stored)
    expect(again.redo()).toBe('Rename')
    expect(again.undo()).toBe('Rename')
    expect(again.undo()).toBe('Star')
    expect(marks.stars.size).toBe(0)
    expect(again.undo()).toBe('Add take')
    expect(again.undo()).toBeNull()
  })

  test('[D46] ends where what a step would bring back is gone, and never takes a value away for it', () => {
    const { doc, clipIds } = aFilm()
    const context = testContext()
    const history = new UndoHistory([projectHistory(doc)], context.origin, now)
    const clipId = must(clipIds[0], 'a clip')
    const record = (label: string, edit: () => void): void => history.record({ label, mergeKey: null }, edit)
    record('Old', () => renameClip(doc, { id: clipId, name: 'Old' }, context))
    record('Rename', () => renameClip(doc, { id: clipId, name: 'New' }, context))
    record('Write', () => editPrompt(doc, { id: clipId, field: 'imagePrompt', text: 'rain' }, context))
    const stored = kept(history)

    // Read without care for the history: the old names are thrown away.
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, Y.encodeStateAsUpdate(doc.ydoc))
    const careless = new Y.Doc()
    Y.applyUpdate(careless, Y.encodeStateAsUpdate(ydoc))
    const copy = openProjectDoc(careless)
    const again = new UndoHistory([projectHistory(copy)], changeOrigin('user'), now, stored)
    expect(again.undo()).toBe('Write')
    expect(again.undo()).toBeNull()
    expect(copy.clips.get(clipId)?.get('name')).toBe('New')
  })

  test('[D46] of another document does nothing at all', () => {
    const { doc, clipIds } = aFilm()
    const context = testContext()
    const history = new UndoHistory([projectHistory(doc)], context.origin, now)
    history.record({ label: 'Delete', mergeKey: null }, () => trashClips(doc, { ids: [...clipIds] }, context))
    const empty = openProjectDoc(new Y.Doc())
    const again = new UndoHistory([projectHistory(empty)], changeOrigin('user'), now, kept(history))
    expect(again.undo()).toBeNull()
    expect(Y.encodeStateVector(empty.ydoc)).toEqual(Y.encodeStateVector(new Y.Doc()))
  })
})
