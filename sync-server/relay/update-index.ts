import * as Y from 'yjs'
import { must } from '#shared/util/assert.ts'
import { ClockRanges } from './clock-ranges.ts'
import type { DecodedUpdate } from './decoded-update.ts'

/** What an update is to a room: all of it known, in need of something that is not there, or welcome. */
export type Verdict = 'known' | 'past-missing' | 'new'

/** What a room knows of its document without holding it: the clock of each client, and what has been deleted. */
export class UpdateIndex {
  readonly clocks = new Map<number, number>()
  readonly deleted = new ClockRanges()

  /** The clock below which everything of a client is known. */
  clockOf(client: number): number {
    return this.clocks.get(client) ?? 0
  }

  /** Takes the content of an update as known. */
  add(update: DecodedUpdate): void {
    for (const [client, structs] of update.structs) {
      const last = structs.at(-1)
      if (last) this.clocks.set(client, Math.max(this.clockOf(client), last.id.clock + last.length))
    }
    for (const { client, start, end } of update.deletes) this.deleted.add(client, start, end)
  }
}

/**
 * Judges an update against what `indexes` know together. What is new in it must follow without a gap on what is
 * known, and all that it refers to (origins, parents, deleted clocks) must be known or in the update itself; else
 * every peer would have to keep it aside, at a cost that grows with the square of such updates.
 */
export function judgeUpdate(update: DecodedUpdate, indexes: readonly UpdateIndex[]): Verdict {
  const knownClock = (client: number): number =>
    indexes.reduce((clock, index) => Math.max(clock, index.clockOf(client)), 0)
  const end = new ClockWalk(update, knownClock)
  if (!end.reachesAll()) return 'past-missing'
  const deletesKnown = update.deletes.every((range) =>
    indexes.some((index) => index.deleted.covers(range.client, range.start, range.end)),
  )
  if (!deletesKnown && update.deletes.some((range) => range.end > end.clockOf(range.client))) return 'past-missing'
  return deletesKnown && !end.moved ? 'known' : 'new'
}

interface Reference {
  readonly client: number
  readonly clock: number
}

/** Walks the structs of an update in an order in which each finds what it refers to, as integrating them would. */
class ClockWalk {
  readonly #update: DecodedUpdate
  readonly #knownClock: (client: number) => number
  readonly #clocks = new Map<number, number>()
  readonly #positions = new Map<number, number>()
  /** Whether any struct brought something new. */
  moved = false

  constructor(update: DecodedUpdate, knownClock: (client: number) => number) {
    this.#update = update
    this.#knownClock = knownClock
  }

  clockOf(client: number): number {
    return this.#clocks.get(client) ?? this.#knownClock(client)
  }

  /** False where a struct refers to something that neither the room nor the update has, or to itself in a circle. */
  reachesAll(): boolean {
    for (const client of this.#update.structs.keys()) {
      // Each entry waits for the one above it; a client already among them could only wait for itself.
      const stack: Reference[] = [{ client, clock: Number.POSITIVE_INFINITY }]
      const waiting = new Set([client])
      while (stack.length > 0) {
        const goal = must(stack.at(-1), 'the client to advance')
        const missing = this.#advance(goal)
        if (missing === 'gap' || (missing && waiting.has(missing.client))) return false
        if (missing) {
          stack.push(missing)
          waiting.add(missing.client)
        } else {
          stack.pop()
          waiting.delete(goal.client)
        }
      }
    }
    return true
  }

  /** Moves a client on until its clock is past the goal. Returns what it has to wait for, or `gap`. */
  #advance(goal: Reference): Reference | 'gap' | null {
    const structs = this.#update.structs.get(goal.client) ?? []
    let position = this.#positions.get(goal.client) ?? 0
    let clock = this.clockOf(goal.client)
    let outcome: Reference | 'gap' | null = null
    for (let struct = structs[position]; struct && clock <= goal.clock; struct = structs[position]) {
      const end = struct.id.clock + struct.length
      if (end > clock) {
        if (struct.id.clock > clock) {
          outcome = 'gap'
          break
        }
        this.#clocks.set(goal.client, clock)
        outcome = this.#firstMissing(struct)
        if (outcome) break
        clock = end
        this.moved = true
      }
      position += 1
    }
    this.#positions.set(goal.client, position)
    this.#clocks.set(goal.client, clock)
    if (outcome) return outcome
    return goal.clock === Number.POSITIVE_INFINITY || clock > goal.clock ? null : 'gap'
  }

  #firstMissing(struct: Y.Item | Y.GC): Reference | null {
    if (!(struct instanceof Y.Item)) return null
    const { origin, rightOrigin, parent } = struct
    for (const id of [origin, rightOrigin, parent]) {
      if (!(id instanceof Y.ID)) continue
      // Its own client's structs come in order, so all below this struct's clock are there already.
      const there = id.client === struct.id.client ? struct.id.clock : this.clockOf(id.client)
      if (id.clock >= there) return { client: id.client, clock: id.clock }
    }
    return null
  }
}
