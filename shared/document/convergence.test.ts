import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addClip, editPrompt, moveClips } from '../commands/clip-commands.ts'
import { addScene } from '../commands/scene-commands.ts'
import { compareOrdered, planInsertion, type Ordered } from '../model/order-key.ts'
import { aFilm } from '../testing/builders.ts'
import { connectPeers } from '../testing/peers.ts'
import { randomEdit } from '../testing/random-edits.ts'
import type { ProjectDoc } from './project-doc.ts'
import { RecordCache, type ProjectSnapshot } from './record-cache.ts'
import { readClip } from './records.ts'
import { clipsOfScene, orderedScenes, storyClips } from './selectors.ts'
import { timelineOf } from './timeline-selectors.ts'

const snapshotOf = (doc: ProjectDoc): ProjectSnapshot => new RecordCache(doc).snapshot()
const plain = ({ structure: _, ...records }: ProjectSnapshot): unknown => records
const initial = (): Uint8Array => Y.encodeStateAsUpdate(aFilm([3, 2, 2]).doc.ydoc)

function noOverlap(snapshot: ProjectSnapshot): void {
  let end = 0
  for (const span of timelineOf(snapshot).spans) {
    expect(span.start).toBeGreaterThanOrEqual(end)
    expect(span.end).toBeGreaterThan(span.start)
    end = span.end
  }
}

describe('any interleaving of commands', () => {
  test('[D30] [D31] [D21] 2 to 4 replicas converge, whatever the delivery, and spans never overlap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 2, max: 4 }), (seed, count) => {
        const network = connectPeers(seed, count, initial())
        for (let step = 0; step < 60; step += 1) {
          const peer = network.peers[Math.floor(network.random() * count)]!
          const before = Y.encodeStateAsUpdate(peer.doc.ydoc)
          if (randomEdit(peer.doc, network.random, peer.context) === 'refused') {
            expect(Y.encodeStateAsUpdate(peer.doc.ydoc)).toEqual(before)
          }
          network.deliverSome()
        }
        for (const peer of network.peers) noOverlap(snapshotOf(peer.doc))
        network.settle()
        const [first, ...rest] = network.peers.map((peer) => snapshotOf(peer.doc))
        for (const other of rest) {
          expect(plain(other)).toEqual(plain(first!))
          expect(storyClips(other).map(({ id }) => id)).toEqual(storyClips(first!).map(({ id }) => id))
        }
        noOverlap(first!)
      }),
      { numRuns: 30, seed: 20261 },
    )
  })

  test('[D30] half a surrogate pair reads the same to whoever typed it and to everybody else', () => {
    const network = connectPeers(3, 2, initial())
    const [me, rin] = network.peers
    const id = [...me!.doc.clips.keys()][0]!
    editPrompt(me!.doc, { id, field: 'imagePrompt', text: '\ud83crain' }, me!.context)
    network.settle()
    expect(readClip(rin!.doc, id)?.imagePrompt).toBe('\ufffdrain')
    expect(readClip(me!.doc, id)?.imagePrompt).toBe('\ufffdrain')
  })

  test('[D50] a cache that follows a document equals one that reads it anew', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const network = connectPeers(seed, 2, initial())
        const caches = network.peers.map((peer) => new RecordCache(peer.doc))
        for (let step = 0; step < 50; step += 1) {
          const peer = network.peers[step % 2]!
          randomEdit(peer.doc, network.random, peer.context)
          network.deliverSome()
        }
        network.settle()
        for (const [index, peer] of network.peers.entries()) {
          const followed = caches[index]!.snapshot()
          expect(plain(followed)).toEqual(plain(snapshotOf(peer.doc)))
          expect(timelineOf(followed).spans).toEqual(timelineOf(snapshotOf(peer.doc)).spans)
        }
      }),
      { numRuns: 30, seed: 7 },
    )
  })
})

describe('order', () => {
  test('[D10] two peers that insert at one place get one order everywhere', () => {
    const network = connectPeers(5, 3, initial())
    const [a, b, c] = network.peers
    const { id: sceneId } = orderedScenes(snapshotOf(a!.doc))[0]!
    const [first, second] = clipsOfScene(snapshotOf(a!.doc), sceneId)
    const mine = addClip(a!.doc, { sceneId, afterId: first!.id }, a!.context)
    const theirs = addClip(b!.doc, { sceneId, afterId: first!.id }, b!.context)
    network.settle()
    const orders = network.peers.map((peer) => clipsOfScene(snapshotOf(peer.doc), sceneId).map(({ id }) => id))
    expect(orders[1]).toEqual(orders[0])
    expect(orders[2]).toEqual(orders[0])
    expect(orders[0]!.slice(0, 4).toSorted()).toEqual([first!.id, mine, theirs, second!.id].toSorted())

    // Between the two equal keys there is room again.
    const [, left, right] = orders[0]!
    const between = addClip(c!.doc, { sceneId, afterId: left!, beforeId: right! }, c!.context)
    network.settle()
    const after = clipsOfScene(snapshotOf(a!.doc), sceneId).map(({ id }) => id)
    expect(after.slice(0, 5)).toEqual([first!.id, left, between, right, second!.id])
    moveClips(a!.doc, { ids: [second!.id], sceneId, beforeId: between }, a!.context)
    expect(clipsOfScene(snapshotOf(a!.doc), sceneId)[2]?.id).toBe(second!.id)
  })

  test('[D12] there is always room, also in runs of equal keys', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(100)), { minLength: 1, maxLength: 60 }), (steps) => {
        let siblings: Ordered[] = []
        for (const [copies, where] of steps) {
          const index = where % (siblings.length + 1)
          const plan = planInsertion(siblings, index)
          const id = String(siblings.length).padStart(4, '0')
          const moved = new Map(plan.respaced.map((entry) => [entry.id, entry.order]))
          siblings = siblings.map((entry) => ({ id: entry.id, order: moved.get(entry.id) ?? entry.order }))
          const expected = [...siblings.slice(0, index), { id, order: plan.key }, ...siblings.slice(index)]
          expect(expected.toSorted(compareOrdered)).toEqual(expected)
          siblings = expected
          // Other peers mint the same key at the same place.
          for (let n = 0; n < copies; n += 1) siblings.push({ id: `${id}-${n}`, order: plan.key })
          siblings.sort(compareOrdered)
        }
      }),
      { seed: 11 },
    )
  })

  test('[D10] a scene keeps its clips in the order they were added', () => {
    const { doc, context } = aFilm([0])
    const scene = addScene(doc, { name: 'Last' }, context)
    const ids = Array.from({ length: 30 }, () => addClip(doc, { sceneId: scene }, context))
    expect(clipsOfScene(snapshotOf(doc), scene).map(({ id }) => id)).toEqual(ids)
  })
})
