import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { bytesOf, filmOf, manyDeletes, numbers } from '#server/testing/hostile/hostile-messages.ts'
import { decodeLongPeerUpdate, decodePeerUpdate, decodeUpdate } from './decode-update.ts'
import { MalformedUpdate, OversizedUpdate } from './decoded-update.ts'
import { DEFAULT_RELAY_OPTIONS } from './relay-options.ts'
import { withoutKnown } from './trim-update.ts'

const LIMITS = DEFAULT_RELAY_OPTIONS.updates

const read = (bytes: Uint8Array): unknown => decodePeerUpdate(bytes, LIMITS)

/** An update of client 7 with one item in the root `r` and a content of this kind. */
const itemOf = (kind: number, write: (encoder: encoding.Encoder) => void): Uint8Array =>
  bytesOf((encoder) => {
    encoding.writeUint8Array(encoder, numbers(1, 1, 7, 0, kind, 1))
    encoding.writeVarString(encoder, 'r')
    write(encoder)
    encoding.writeVarUint(encoder, 0)
  })

describe('[U1] an update that is refused', () => {
  test.each([
    ['a struct without a clock, which Yjs would keep beside the next one', numbers(1, 1, 7, 0, 0, 0, 0)],
    ['a deleted range without a clock, which Yjs would keep aside for ever', numbers(0, 1, 7, 1, 5, 0)],
    ['a client without structs', numbers(1, 0, 7, 0, 0)],
    ['a client named twice among the deletions', numbers(0, 2, 7, 1, 0, 1, 7, 1, 5, 1)],
    [
      'a struct whose origin is itself',
      bytesOf((e) => encoding.writeUint8Array(e, numbers(1, 1, 7, 0, 0x84, 1, 7, 0, 1, 120, 0))),
    ],
    ['a clock that is no exact number', numbers(1, 2, 7, 0, 0, Number.MAX_SAFE_INTEGER, 0, 1, 0)],
    ['bytes behind it', numbers(0, 0, 0)],
    [
      'a document inside the document',
      itemOf(9, (e) => (encoding.writeVarString(e, 'guid'), encoding.writeAny(e, {}))),
    ],
    [
      'a key that changes what an object is',
      itemOf(8, (e) =>
        encoding.writeUint8Array(e, Uint8Array.from([1, 118, 1, 9, ...Buffer.from('__proto__'), 118, 0])),
      ),
    ],
    ['text that is not UTF-8', itemOf(4, (e) => encoding.writeVarUint8Array(e, Uint8Array.from([0xc3, 0x28])))],
    [
      'formatting that is no JSON',
      itemOf(6, (e) => (encoding.writeVarString(e, 'bold'), encoding.writeVarString(e, '{'))),
    ],
    ['many deleted ranges out of order', reversedDeletes(20_000)],
  ])('%s', (_what, bytes) => {
    expect(() => read(bytes)).toThrow(MalformedUpdate)
  })

  test('too much formatting, which has to be parsed', () => {
    const json = `"${'x'.repeat(LIMITS.jsonBytes)}"`
    expect(() => read(itemOf(5, (encoder) => encoding.writeVarString(encoder, json)))).toThrow(OversizedUpdate)
  })
})

function reversedDeletes(count: number): Uint8Array {
  const ranges = Array.from({ length: count }, (_, at) => [2 * (count - at), 1]).flat()
  return numbers(1, 1, 7, 0, 0, 2 ** 40, 1, 7, count, ...ranges)
}

describe('reading updates', () => {
  test('a few deleted ranges out of order are put in order', () => {
    const update = numbers(0, 1, 7, 4, 20, 1, 5, 2, 0, 10, 11, 1)
    expect(decodePeerUpdate(update, LIMITS).deletes.get(7)).toEqual([0, 10, 11, 12, 20, 21])
  })

  test('clocks of 2^40 in a few bytes cost no more than others', () => {
    const update = decodePeerUpdate(numbers(1, 2, 7, 0, 0, 2 ** 40, 10, 2 ** 41, 1, 7, 1, 5, 2 ** 39), LIMITS)
    expect(update.structs.get(7)).toMatchObject({ start: 0, end: 2 ** 40, hasGaps: true })
    expect(update.deletes.get(7)).toEqual([5, 5 + 2 ** 39])
  })

  test('text counts as JavaScript counts it, in whatever script', () => {
    for (const text of ['plain', 'Größe', 'кино', '映画'.repeat(40), '🎬'.repeat(40), `${'x'.repeat(70)}é`]) {
      const update = itemOf(4, (encoder) => encoding.writeVarString(encoder, text))
      expect(decodePeerUpdate(update, LIMITS).structs.get(7)?.end).toBe(text.length)
    }
  })

  test('over several turns the same comes out, and others have theirs in between', async () => {
    const film = Y.encodeStateAsUpdate(filmOf(400))
    for (const bytes of [film, manyDeletes(200_000, 2 ** 40, 8)]) {
      let turns = 0
      const counting = setInterval(() => (turns += 1), 0)
      const inTurns = await decodeLongPeerUpdate(bytes, LIMITS)
      clearInterval(counting)
      expect(inTurns).toEqual(decodePeerUpdate(bytes, LIMITS))
      if (bytes !== film) expect(turns).toBeGreaterThan(1)
    }
    await expect(decodeLongPeerUpdate(film.subarray(0, -1), LIMITS)).rejects.toThrow(MalformedUpdate)
  })
})

describe('[U8] what is kept of an update', () => {
  test('is what is new in it, cut as Yjs cuts it', () => {
    const doc = new Y.Doc()
    doc.clientID = 7
    doc.getText('t').insert(0, 'sunrise over the sea')
    doc.getText('t').delete(3, 4)
    const whole = decodeUpdate(Y.encodeStateAsUpdate(doc))
    for (const known of [0, 1, 3, 5, 7, 12]) {
      const fresh = withoutKnown(whole, () => known)
      expect(fresh).toEqual(Y.diffUpdate(whole.bytes, Y.encodeStateVector(new Map([[7, known]]))))
    }
    expect(withoutKnown(whole, () => 0)).toBe(whole.bytes)
  })

  test('stands in the order in which Yjs writes clients, so that merging it loses nothing', () => {
    const docs = [3, 70_000].map((client) => {
      const doc = new Y.Doc()
      doc.clientID = client
      doc.getMap('notes').set(`of ${client}`, 'x')
      return Y.encodeStateAsUpdate(doc)
    })
    // The two sections, the lower client first.
    const wrong = Uint8Array.from([2, ...docs.flatMap((bytes) => [...bytes.subarray(1, -1)]), 0])
    const right = withoutKnown(decodeUpdate(wrong), () => 0)
    expect(right).toEqual(Y.mergeUpdates(docs))
  })
})
