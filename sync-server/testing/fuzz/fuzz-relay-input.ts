import { expect } from 'vitest'
import * as Y from 'yjs'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { ClockRanges } from '#server/relay/clock-ranges.ts'
import { decodePeerUpdate } from '#server/relay/decode-update.ts'
import { MalformedUpdate, OversizedUpdate, type DecodedUpdate } from '#server/relay/decoded-update.ts'
import { mergeStepwise } from '#server/relay/document-bytes.ts'
import { MalformedFrame, readFrame, readStateVector } from '#server/relay/frames.ts'
import { DEFAULT_RELAY_OPTIONS } from '#server/relay/relay-options.ts'
import { RoomAwareness } from '#server/relay/room-awareness.ts'
import { withoutKnown } from '#server/relay/trim-update.ts'
import { judgeUpdate, UpdateIndex } from '#server/relay/update-index.ts'
import { seededRandom, type Random } from '#shared/util/random.ts'
import { syncFrame } from '../raw-peer.ts'
import { honestUpdates, madeUpUpdate, mutated, pick, whole } from './random-updates.ts'

const FRAMES_A_SEED = 300

/** How often each verdict came of it; a fuzzer that is refused everything proves nothing. */
export interface FuzzOutcome {
  known: number
  new: number
  'past-missing': number
  malformed: number
}

/**
 * Sends a room what is, was, or might have been an update, and holds what the relay says of it against Yjs. What is
 * taken applies to a document of the same past and leaves nothing pending; what is known changes nothing; what misses its
 * past would have been left pending; and all that was taken can be merged. It ends where Yjs meets an error of its own:
 * items may be tied together as no editor ever ties them, which only a document can tell.
 */
export function fuzzUpdates(seed: number): FuzzOutcome {
  const { outcome, merged, index, room } = sendUpdates(seed, 1)
  if (room && applies(new Y.Doc(), merged)) expectReached(documentOf([merged]), index)
  return outcome
}

/** Sends what honest peers sent, in any order and more than once: merged it also comes to the same content. */
export function fuzzHonestUpdates(seed: number): void {
  const { merged, index, room } = sendUpdates(seed, HONEST_SHARE)
  const whole = documentOf([merged])
  expectReached(whole, index)
  expect(room && contentOf(room)).toEqual(contentOf(whole))
}

/** So many candidates are what a peer sent, as it was or two of them merged. */
const HONEST_SHARE = 0.4

interface Sent {
  readonly outcome: FuzzOutcome
  /** All that was taken. */
  readonly merged: Uint8Array
  readonly index: UpdateIndex
  /** Null where Yjs could not go on. */
  readonly room: Y.Doc | null
}

function sendUpdates(seed: number, kinds: number): Sent {
  const random = seededRandom(seed)
  const honest = honestUpdates(random, 60)
  const room = new Y.Doc()
  const index = new UpdateIndex()
  const taken: Uint8Array[] = []
  const outcome: FuzzOutcome = { known: 0, new: 0, 'past-missing': 0, malformed: 0 }
  let goesOn = true
  for (let step = 0; step < FRAMES_A_SEED && goesOn; step += 1) {
    const bytes = candidate(random, random() * kinds, honest, index)
    const update = readUpdate(syncFrame(2, bytes))
    if (!update) {
      outcome.malformed += 1
      continue
    }
    const verdict = judgeUpdate(update, [index])
    outcome[verdict] += 1
    if (verdict === 'past-missing') {
      expectPending(room, bytes)
      continue
    }
    const fresh = withoutKnown(update, (client) => index.clockOf(client))
    goesOn = applies(room, verdict === 'known' ? bytes : fresh)
    index.add(update)
    if (verdict === 'new') taken.push(fresh)
    if (goesOn) expectReached(room, index)
  }
  return { outcome, merged: mergeStepwise(taken), index, room: goesOn ? room : null }
}

function applies(doc: Y.Doc, update: Uint8Array): boolean {
  try {
    Y.applyUpdate(doc, update)
    return true
  } catch {
    return false
  }
}

function candidate(random: Random, choice: number, honest: readonly Uint8Array[], index: UpdateIndex): Uint8Array {
  if (choice < HONEST_SHARE - 0.1) return pick(random, honest)
  if (choice < HONEST_SHARE) return Y.mergeUpdates([pick(random, honest), pick(random, honest)])
  if (choice < 0.7) return mutated(random, pick(random, honest), pick(random, honest))
  return madeUpUpdate(random, index.clocks)
}

/** Null where it is refused as broken. Anything else that is thrown is a fault. */
function readUpdate(frame: Uint8Array): DecodedUpdate | null {
  try {
    const read = readFrame(frame)
    return read.type === 'update' ? decodePeerUpdate(read.bytes, DEFAULT_RELAY_OPTIONS.updates) : null
  } catch (error) {
    if (error instanceof MalformedFrame || error instanceof MalformedUpdate || error instanceof OversizedUpdate)
      return null
    throw error
  }
}

/** Yjs would have kept it aside, or met an error. */
function expectPending(room: Y.Doc, update: Uint8Array): void {
  const copy = documentOf([Y.encodeStateAsUpdate(room)])
  if (applies(copy, update)) expect(copy.store.pendingStructs ?? copy.store.pendingDs).not.toBeNull()
  copy.destroy()
}

/** The document has just what the index tells of. */
function expectReached(doc: Y.Doc, index: UpdateIndex): void {
  expect(doc.store.pendingStructs).toBeNull()
  expect(doc.store.pendingDs).toBeNull()
  expect(new Map(index.clocks)).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)))
  const { clients } = Y.createDeleteSetFromStructStore(doc.store)
  for (const client of index.deleted.clients()) {
    const there = new ClockRanges()
    for (const { clock, len } of clients.get(client) ?? []) there.add(client, clock, clock + len)
    expect(there.coversAll(client, index.deleted.rangesOf(client))).toBe(true)
  }
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

function contentOf(doc: Y.Doc): unknown {
  return [doc.getText('prompt').toDelta(), doc.getMap('clips').toJSON(), doc.getArray('list').toJSON()]
}

/** Sends arbitrary bytes as frames and as state vectors. */
export function fuzzFrames(seed: number): void {
  const random = seededRandom(seed)
  const known = new Map(Array.from({ length: 20 }, (_, client) => [client, whole(random, 1000)]))
  for (let step = 0; step < FRAMES_A_SEED; step += 1) {
    const bytes = Uint8Array.from({ length: whole(random, 40) }, () =>
      pick(random, [0, 1, 2, 3, 5, 127, 128, 200, 255]),
    )
    readUpdate(bytes)
    readUpdate(Uint8Array.from([0, 2, bytes.length, ...bytes]))
    const stateVector = random() < 0.5 ? Y.encodeStateVector(known) : bytes
    const broken = random() < 0.5 ? stateVector : mutated(random, stateVector, bytes)
    try {
      const clocks = readStateVector(broken, known)
      const asYjs = [...Y.decodeStateVector(broken)].filter(([client]) => known.has(client))
      expect(clocks).toEqual(new Map(asYjs))
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedFrame)
    }
  }
}

/** Sends presence, whole and broken, from several peers: what is refused changes nothing, what is passed on can be read. */
export function fuzzPresence(seed: number): void {
  const random = seededRandom(seed)
  const room = new RoomAwareness(DEFAULT_RELAY_OPTIONS.awareness)
  const listening = new Awareness(new Y.Doc())
  const owners = [{}, {}, {}]
  const speaking = Array.from({ length: 4 }, () => new Awareness(new Y.Doc()))
  const all: Uint8Array[] = []
  for (let step = 0; step < FRAMES_A_SEED; step += 1) {
    const peer = pick(random, speaking)
    if (random() < 0.9) peer.setLocalState({ cursor: whole(random, 99), name: pick(random, ['Ada', 'é']) })
    else peer.setLocalState(null)
    all.push(encodeAwarenessUpdate(peer, [peer.clientID]))
    const update = random() < 0.5 ? pick(random, all) : mutated(random, pick(random, all), pick(random, all))
    const before = room.encodeAll()
    try {
      room.receive(pick(random, owners), update)
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedFrame)
      expect(room.encodeAll()).toEqual(before)
    }
    if (random() < 0.05) room.removeOwner(pick(random, owners))
    for (const bytes of [room.takeChanges(), room.encodeAll()]) {
      if (bytes) applyAwarenessUpdate(listening, bytes, null)
    }
  }
  for (const awareness of [listening, ...speaking]) awareness.destroy()
}
