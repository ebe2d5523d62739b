import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { letter, readTypedRange, TYPED_TEXT, typedUpdate, type ClockRange } from './typing.ts'

const CLIENT = 4_000_001
const COUNT = 300

/** What Yjs itself sends while somebody types. */
function typedByYjs(): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = CLIENT
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText(`${TYPED_TEXT} ${CLIENT}`)
  for (let clock = 0; clock < COUNT; clock++) text.insert(clock, letter(clock))
  return updates
}

function rangeOf(bytes: Uint8Array, pos = 0): ClockRange {
  const range: ClockRange = { client: 0, start: 0, end: 0 }
  readTypedRange(bytes, pos, range)
  return range
}

test('typed updates are byte for byte those of Yjs', () => {
  expect(Array.from({ length: COUNT }, (_, clock) => typedUpdate(CLIENT, clock))).toEqual(typedByYjs())
})

test('the clocks of one update, of merged ones and of a document are read without decoding them', () => {
  const updates = typedByYjs()
  expect(rangeOf(updates[7] as Uint8Array)).toEqual({ client: CLIENT, start: 7, end: 8 })
  expect(rangeOf(Y.mergeUpdates(updates.slice(200, 290)))).toEqual({ client: CLIENT, start: 200, end: 290 })
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  const whole = Y.encodeStateAsUpdate(doc)
  const behindOthers = new Uint8Array([1, 2, 3, ...whole])
  expect(rangeOf(behindOthers, 3)).toEqual({ client: CLIENT, start: 0, end: COUNT })
  expect(rangeOf(new Uint8Array([0, 0]))).toEqual({ client: 0, start: 0, end: 0 })
})
