import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { applyInSlices, applyStored, foldUpdates, mergeUpdateTree } from './fold-updates.ts'

test('a tree of merges says the same as the updates one by one', () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < 300; index += 1) source.getMap('meta').set(`key ${index % 40}`, index)
  const copy = new Y.Doc()
  applyStored(copy, { snapshots: [], updates: [mergeUpdateTree(updates)] }, 'test')
  expect(copy.getMap('meta').toJSON()).toEqual(source.getMap('meta').toJSON())
})

test('folding keeps updates whose past has not arrived', () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  source.getText('t').insert(0, 'a')
  source.getText('t').insert(1, 'b')
  const folded = foldUpdates([], [updates[1]!], [])
  const copy = new Y.Doc()
  applyStored(copy, { snapshots: [], updates: [...folded, updates[0]!] }, 'test')
  expect(copy.getText('t').toString()).toBe('ab')
})

test('folding keeps the words that an undo may bring back, and no others', () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  const text = source.getText('t')
  text.insert(0, 'low tide lamp')
  text.delete(0, 4)
  text.delete(0, 5)
  const kept = foldUpdates([], updates, [[source.clientID, 0, 4]])
  const folded = (pieces: readonly Uint8Array[]): string =>
    pieces.map((piece) => new TextDecoder().decode(piece)).join('')
  expect(folded(kept)).toContain('low ')
  expect(folded(kept)).not.toContain('tide')
  expect(folded(foldUpdates([], updates, []))).not.toContain('low ')
})

test('what is stored is read in slices: whoever needs the thread meanwhile gets it', async () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  for (let index = 0; index < 250; index += 1)
    source.getMap('meta').set(`key ${index}`, 'x'.repeat(index === 0 ? 40_000 : 1))
  const copy = new Y.Doc()
  const sizes: number[] = []
  await applyInSlices(copy, { snapshots: [], updates }, 'test', async () => void sizes.push(copy.getMap('meta').size))
  expect(sizes).toEqual([1, 101, 201])
  expect(copy.getMap('meta').toJSON()).toEqual(source.getMap('meta').toJSON())
})
