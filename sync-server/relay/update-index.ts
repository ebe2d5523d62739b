import { must } from '#shared/util/assert.ts'
import { ClockRanges } from './clock-ranges.ts'
import type { DecodedUpdate } from './decoded-update.ts'

/** What an update is to a room: all of it known, in need of something that is not there, or welcome. */
export type Verdict = 'known' | 'past-missing' | 'new'

/** Bytes that are made again each time: most rooms have few clients and few deletions. */
const KEPT_BYTES = 4096

/** What a room knows of its document without holding it: the clock of each client, and what has been deleted. */
export class UpdateIndex {
  readonly clocks = new Map<number, number>()
  readonly deleted = new ClockRanges()
  /** What was made of it as it is now, by its maker. */
  #made: Map<unknown, Uint8Array> | null = null

  /** The clock below which everything of a client is known. */
  clockOf(client: number): number {
    return this.clocks.get(client) ?? 0
  }

  /** Bytes that `make` makes of this index. Where they are many, they are made once until more is known. */
  bytesOf(make: (index: UpdateIndex) => Uint8Array): Uint8Array {
    const known = this.#made?.get(make)
    if (known) return known
    const bytes = make(this)
    if (bytes.length > KEPT_BYTES) (this.#made ??= new Map()).set(make, bytes)
    return bytes
  }

  /** Takes the content of an update as known. */
  add(update: DecodedUpdate): void {
    this.#made = null
    for (const { client, end } of update.structs.values()) {
      this.clocks.set(client, Math.max(this.clockOf(client), end))
    }
    for (const [client, ranges] of update.deletes) this.deleted.addAll(client, ranges)
  }
}

/**
 * How many deleted ranges of an update an index does not know; it does not count beyond `most`. An update that would
 * make more of them than that costs whoever keeps the index.
 */
export function countNewRanges(update: DecodedUpdate, index: UpdateIndex, most: number): number {
  let count = 0
  for (const [client, ranges] of update.deletes) {
    if (count < most) count += index.deleted.countMissing(client, ranges, most - count)
  }
  return count
}

/**
 * Judges an update against what `indexes` know together. What is new in it must follow without a gap on what is
 * known, and all that it refers to (origins, parents, deleted clocks) must be known or in the update itself; else
 * every peer would have to keep it aside, at a cost that grows with the square of such updates.
 */
export function judgeUpdate(update: DecodedUpdate, indexes: readonly UpdateIndex[]): Verdict {
  const knownClock = (client: number): number =>
    indexes.reduce((clock, index) => Math.max(clock, index.clockOf(client)), 0)
  const walk = new ClockWalk(update, knownClock)
  if (!walk.reachesAll()) return 'past-missing'
  let deletesKnown = true
  for (const [client, ranges] of update.deletes) {
    const there = Math.max(knownClock(client), update.structs.get(client)?.end ?? 0)
    for (let at = 1; at < ranges.length; at += 2) if ((ranges[at] as number) > there) return 'past-missing'
    deletesKnown &&= indexes.some((index) => index.deleted.coversAll(client, ranges))
  }
  const structsKnown = [...update.structs.values()].every(({ client, end }) => end <= knownClock(client))
  return deletesKnown && structsKnown ? 'known' : 'new'
}

interface Reference {
  readonly client: number
  readonly clock: number
}

/** Numbers of one reference in a section's list. */
const STEP = 3

/**
 * Walks the sections of an update in an order in which each struct finds what it refers to, as integrating them would.
 * Yjs asks that of every struct, also of one whose clock it knows.
 */
class ClockWalk {
  readonly #update: DecodedUpdate
  readonly #knownClock: (client: number) => number
  /** The next reference of each section to look at. */
  readonly #positions = new Map<number, number>()

  constructor(update: DecodedUpdate, knownClock: (client: number) => number) {
    this.#update = update
    this.#knownClock = knownClock
  }

  /** False where a struct refers to something that neither the room nor the update has, or to itself in a circle. */
  reachesAll(): boolean {
    for (const { client, follows } of this.#update.structs.values()) {
      if (follows > this.#knownClock(client)) return false
    }
    for (const client of this.#update.structs.keys()) {
      if (!this.#reaches({ client, clock: Number.POSITIVE_INFINITY })) return false
    }
    return true
  }

  #reaches(goal: Reference): boolean {
    // Each entry waits for the one above it; a client already among them could only wait for itself.
    const stack = [goal]
    const waiting = new Set([goal.client])
    while (stack.length > 0) {
      const top = must(stack.at(-1), 'the client to advance')
      const missing = this.#advance(top)
      if (!missing) {
        stack.pop()
        waiting.delete(top.client)
      } else if (waiting.has(missing.client) || missing.clock >= (this.#update.structs.get(missing.client)?.end ?? 0)) {
        return false
      } else {
        stack.push(missing)
        waiting.add(missing.client)
      }
    }
    return true
  }

  /** Moves a client on until its clock is past the goal. Returns what it has to wait for, if anything. */
  #advance(goal: Reference): Reference | null {
    const references = this.#update.structs.get(goal.client)?.references ?? []
    let position = this.#positions.get(goal.client) ?? 0
    let missing: Reference | null = null
    while (position < references.length && (references[position] as number) <= goal.clock) {
      const client = references[position + 1] as number
      const clock = references[position + 2] as number
      if (clock >= this.#clockOf(client)) {
        missing = { client, clock }
        break
      }
      position += STEP
    }
    this.#positions.set(goal.client, position)
    return missing
  }

  /** The clock below which all of a client is there by now. */
  #clockOf(client: number): number {
    const section = this.#update.structs.get(client)
    const known = this.#knownClock(client)
    if (!section) return known
    const position = this.#positions.get(client) ?? 0
    // Structs in front of the next reference need nothing more.
    const walked = position < section.references.length ? (section.references[position] as number) : section.end
    return Math.max(known, walked)
  }
}
