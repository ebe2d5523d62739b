import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { decodeUpdate } from './decode-update.ts'
import { diffFrom, foldToSnapshot } from './document-thread.ts'
import { readSnapshot } from './room-snapshot.ts'
import { UpdateIndex } from './update-index.ts'

function edits(count: number, size: number): { updates: Uint8Array[]; doc: Y.Doc } {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < count; index += 1) doc.getMap('m').set(`key ${index % 3}`, 'x'.repeat(size) + index)
  return { updates, doc }
}

function docOf(...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const UNREADABLE = new Uint8Array(100_000).fill(255)

describe.each([
  ['on the event loop', 50, 10],
  ['in a thread', 200, 1000],
])('%s', (_name, count, size) => {
  test('folding keeps the document and drops what was overwritten', async () => {
    const { updates, doc } = edits(count, size)
    const snapshot = await foldToSnapshot(updates)
    expect(snapshot.length).toBeLessThan(updates.reduce((sum, update) => sum + update.length, 0) / 2)
    const restored = docOf(readSnapshot(snapshot).update)
    expect(restored.getMap('m').toJSON()).toEqual(doc.getMap('m').toJSON())
    expect(Y.encodeStateVector(restored)).toEqual(Y.encodeStateVector(doc))
  })

  test('a snapshot carries the index that decoding it would give, and is a Yjs update to whoever knows nothing of it', async () => {
    const { updates, doc } = edits(count, size)
    const snapshot = await foldToSnapshot(updates)
    const { update, index } = readSnapshot(snapshot)
    const decoded = new UpdateIndex()
    decoded.add(decodeUpdate(update))
    expect(index).toEqual(decoded)
    expect(update.length).toBeLessThan(snapshot.length)
    expect(docOf(snapshot).getMap('m').toJSON()).toEqual(doc.getMap('m').toJSON())
  })

  test('a difference brings a peer up from where it is', async () => {
    const { updates, doc } = edits(count, size)
    const peer = docOf(...updates.slice(0, count / 2))
    const difference = await diffFrom(updates, Y.decodeStateVector(Y.encodeStateVector(peer)))
    expect(difference.length).toBeLessThan(Y.mergeUpdates(updates).length * 0.6)
    Y.applyUpdate(peer, difference)
    expect(peer.getMap('m').toJSON()).toEqual(doc.getMap('m').toJSON())
  })
})

test('a snapshot without an index, of an earlier version, is read by decoding it', () => {
  const { doc } = edits(20, 10)
  const update = Y.encodeStateAsUpdate(doc)
  const { index, update: read } = readSnapshot(update)
  expect(read).toEqual(update)
  expect(index.clockOf(doc.clientID)).toBe(20)
})

test('what a thread cannot read is an error, not a silence, and the next task is done', async () => {
  await expect(foldToSnapshot([UNREADABLE])).rejects.toThrow('Integer out of Range')
  const { updates } = edits(200, 1000)
  await expect(foldToSnapshot(updates)).resolves.toBeInstanceOf(Uint8Array)
})
