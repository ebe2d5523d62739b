import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { aFilm } from '#shared/testing/builders.ts'
import { connectPeers } from '#shared/testing/peers.ts'
import { randomEdit } from '#shared/testing/random-edits.ts'
import { splitDocument } from './split-document.ts'

/** What a document says, deletions and what waits for its past included. */
const said = (ydoc: Y.Doc): unknown => ({
  clips: ydoc.getMap('clips').toJSON(),
  scenes: ydoc.getMap('scenes').toJSON(),
  text: ydoc.getText('text').toDelta(),
  state: Y.encodeStateVector(ydoc).length,
})

/** Applies pieces one by one; none may have to wait for a later one. */
function rebuilt(pieces: readonly Uint8Array[]): Y.Doc {
  const ydoc = new Y.Doc()
  for (const piece of pieces) {
    Y.applyUpdate(ydoc, piece)
    expect(ydoc.store.pendingStructs).toBeNull()
    expect(ydoc.store.pendingDs).toBeNull()
  }
  return ydoc
}

describe('a document in pieces', () => {
  test.each(Array.from({ length: 12 }, (_, at) => at + 1))(
    'is the same document, whatever people did at once (seed %i)',
    (seed) => {
      const network = connectPeers(seed, 3, Y.encodeStateAsUpdate(aFilm().doc.ydoc))
      for (let step = 0; step < 120; step += 1) {
        const peer = network.peers[Math.floor(network.random() * network.peers.length)]!
        randomEdit(peer.doc, network.random, peer.context)
        network.deliverSome()
      }
      network.settle()
      const { ydoc } = network.peers[0]!.doc
      const pieces = splitDocument(ydoc, 7)
      expect(pieces.length).toBeGreaterThan(5)
      const copy = rebuilt(pieces)
      expect(said(copy)).toEqual(said(ydoc))
      expect(Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(ydoc))).toBe(true)
    },
  )

  test('holds texts that two people wrote into one another, and what was deleted from them', () => {
    const [one, two] = [new Y.Doc(), new Y.Doc()]
    for (let round = 0; round < 60; round += 1) {
      const writer = round % 2 === 0 ? one : two
      const text = writer.getText('text')
      text.insert(Math.floor(text.length / 2), `${round} `)
      if (round % 5 === 4) text.delete(0, 2)
      Y.applyUpdate(one, Y.encodeStateAsUpdate(two))
      Y.applyUpdate(two, Y.encodeStateAsUpdate(one))
    }
    const copy = rebuilt(splitDocument(one, 4))
    expect(copy.getText('text').toString()).toBe(one.getText('text').toString())
    expect(Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(one))).toBe(true)
  })

  test('keeps changes whose past has not arrived', () => {
    const source = new Y.Doc()
    const updates: Uint8Array[] = []
    source.on('update', (update: Uint8Array) => updates.push(update))
    source.getText('text').insert(0, 'a')
    source.getText('text').insert(1, 'b')
    source.getText('text').delete(0, 1)
    const early = new Y.Doc()
    for (const update of updates.slice(1)) Y.applyUpdate(early, update)
    const copy = new Y.Doc()
    for (const piece of splitDocument(early)) Y.applyUpdate(copy, piece)
    Y.applyUpdate(copy, updates[0]!)
    expect(copy.getText('text').toString()).toBe('b')
  })

  test('is nothing for an empty one', () => {
    expect(splitDocument(new Y.Doc())).toEqual([])
  })
})
