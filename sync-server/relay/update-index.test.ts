import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '#shared/util/random.ts'
import { decodeUpdate } from './decode-update.ts'
import { MalformedUpdate } from './decoded-update.ts'
import { encodeDeletes } from './document-bytes.ts'
import { judgeUpdate, UpdateIndex, type Verdict } from './update-index.ts'

const judge = (index: UpdateIndex, bytes: Uint8Array): Verdict => judgeUpdate(decodeUpdate(bytes), [index])

/** Updates of one document, one for each edit. */
function record(edits: readonly ((doc: Y.Doc) => void)[], doc = new Y.Doc()): Uint8Array[] {
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const edit of edits) edit(doc)
  return updates
}

describe('judging updates', () => {
  test('[U3] the same update is new once', () => {
    const index = new UpdateIndex()
    const [update] = record([(doc) => doc.getMap('m').set('k', 1)]) as [Uint8Array]
    expect(judge(index, update)).toBe('new')
    index.add(decodeUpdate(update))
    expect(judge(index, update)).toBe('known')
  })

  test('[U3] an update that only deletes is new until its deletions are known', () => {
    const index = new UpdateIndex()
    const [insert, remove] = record([
      (doc) => doc.getText('t').insert(0, 'sunrise'),
      (doc) => doc.getText('t').delete(2, 3),
    ]) as [Uint8Array, Uint8Array]
    expect(judge(index, remove)).toBe('past-missing')
    index.add(decodeUpdate(insert))
    expect(judge(index, remove)).toBe('new')
    index.add(decodeUpdate(remove))
    expect(judge(index, remove)).toBe('known')
    expect(judge(index, encodeDeletes(index.deleted))).toBe('known')
  })

  test('[U2] a gap in a client’s clocks', () => {
    const index = new UpdateIndex()
    const [first, second, third] = record([
      (doc) => doc.getMap('m').set('a', 1),
      (doc) => doc.getMap('m').set('b', 1),
      (doc) => doc.getMap('m').set('c', 1),
    ]) as [Uint8Array, Uint8Array, Uint8Array]
    index.add(decodeUpdate(first))
    expect(judge(index, third)).toBe('past-missing')
    expect(judge(index, Y.mergeUpdates([second, third]))).toBe('new')
    expect(judge(index, Y.mergeUpdates([first, third]))).toBe('past-missing')
  })

  test('[U2] an origin or a parent of another client that is not there', () => {
    const doc = new Y.Doc()
    const theirs = record([(d) => d.getMap('clips').set('c', new Y.Map([['prompt', new Y.Text('sea')]]))], doc)
    const mine = new Y.Doc()
    for (const update of theirs) Y.applyUpdate(mine, update)
    const clip = mine.getMap('clips').get('c') as Y.Map<unknown>
    const [child, text] = record(
      [() => clip.set('name', 'Sea'), () => (clip.get('prompt') as Y.Text).insert(3, ' at dawn')],
      mine,
    ) as [Uint8Array, Uint8Array]
    const index = new UpdateIndex()
    expect(judge(index, child)).toBe('past-missing')
    expect(judge(index, text)).toBe('past-missing')
    expect(judge(index, Y.mergeUpdates([...theirs, child, text]))).toBe('new')
    for (const update of theirs) index.add(decodeUpdate(update))
    expect(judge(index, child)).toBe('new')
  })

  test('[U2] two clients whose structs wait for each other in a circle', () => {
    // Two clients with one struct each, and each has the other's as its origin.
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, 2)
    for (const [client, other] of [
      [20, 10],
      [10, 20],
    ] as const) {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, 0)
      encoding.writeUint8(encoder, 0x80 | 4)
      encoding.writeVarUint(encoder, other)
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarString(encoder, 'x')
    }
    encoding.writeVarUint(encoder, 0)
    expect(judge(new UpdateIndex(), encoding.toUint8Array(encoder))).toBe('past-missing')
  })

  test('[U1] a client named twice, of which Yjs would read one section only', () => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, 2)
    for (const clock of [0, 1]) {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint(encoder, 7)
      encoding.writeVarUint(encoder, clock)
      encoding.writeUint8(encoder, 0)
      encoding.writeVarUint(encoder, 1)
    }
    encoding.writeVarUint(encoder, 0)
    expect(() => decodeUpdate(encoding.toUint8Array(encoder))).toThrow(MalformedUpdate)
  })

  test.each([11, 12, 13, 14, 15, 16, 17, 18])(
    '[U2] what is taken never leaves anything pending in a document (seed %i)',
    (seed) => {
      const random = seededRandom(seed)
      const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
      const peers = Array.from({ length: 4 }, () => new Y.Doc())
      const sent: Uint8Array[] = []
      for (const peer of peers) peer.on('update', (update: Uint8Array) => sent.push(update))
      for (let step = 0; step < 400; step += 1) {
        const peer = pick(peers)
        const text = peer.getText('prompt')
        const choice = random()
        if (choice < 0.4) text.insert(Math.floor(random() * (text.length + 1)), pick(['sea', 'dawn ', 'x']))
        else if (choice < 0.55 && text.length > 2) text.delete(Math.floor(random() * (text.length - 2)), 2)
        else if (choice < 0.7) peer.getMap('clips').set(pick(['a', 'b', 'c']), new Y.Map([['length', step]]))
        else if (sent.length > 0) Y.applyUpdate(peer, pick(sent))
      }
      const index = new UpdateIndex()
      const room = new Y.Doc()
      let refused = 0
      for (let round = 0; round < sent.length * 4; round += 1) {
        const update = random() < 0.2 ? Y.mergeUpdates([pick(sent), pick(sent)]) : pick(sent)
        const verdict = judge(index, update)
        if (verdict === 'past-missing') {
          refused += 1
          continue
        }
        const before = Y.encodeStateAsUpdate(room)
        Y.applyUpdate(room, update)
        expect(room.store.pendingStructs).toBeNull()
        expect(room.store.pendingDs).toBeNull()
        if (verdict === 'known') expect(Y.encodeStateAsUpdate(room)).toEqual(before)
        index.add(decodeUpdate(update))
        for (const [client, clock] of index.clocks) expect(Y.getState(room.store, client)).toBe(clock)
      }
      expect(refused).toBeGreaterThan(0)
      expect(room.store.clients.size).toBeGreaterThan(0)
    },
  )
})
