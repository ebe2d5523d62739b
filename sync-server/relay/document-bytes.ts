import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { ClockRanges } from './clock-ranges.ts'

/** Merging costs more than its share when many are merged at once; 64 at a time is near the best. */
export const MERGE_AT_ONCE = 64

/**
 * The committed bytes of a document, merged step by step: each 64 updates become one of the next level, so that no
 * update is merged more often than the logarithm of their number.
 */
export class DocumentBytes {
  #levels: Uint8Array[][] = [[]]
  #merged: Uint8Array | null = null
  #sinceMark: Uint8Array[] | null = null

  constructor(parts: Iterable<Uint8Array> = []) {
    for (const part of parts) this.add(part)
  }

  /** Appends a committed update. */
  add(update: Uint8Array): void {
    this.#merged = null
    this.#sinceMark?.push(update)
    this.#addAt(0, update)
  }

  /** The whole document as one update. */
  merged(): Uint8Array {
    if (this.#merged) return this.#merged
    const whole = mergeStepwise(this.parts())
    this.#levels = [[], [whole]]
    this.#merged = whole
    return whole
  }

  /** The document as a few updates, oldest first. */
  parts(): Uint8Array[] {
    return this.#levels.toReversed().flat()
  }

  /** The parts as of now; what is added later is remembered, so that `replaceMarked` can put a snapshot in their place. */
  mark(): Uint8Array[] {
    this.#sinceMark = []
    return this.parts()
  }

  /** Puts `snapshot`, made of the marked parts, in their place. */
  replaceMarked(snapshot: Uint8Array): void {
    const since = this.#sinceMark ?? []
    this.#sinceMark = null
    this.#merged = null
    this.#levels = [[], [snapshot]]
    for (const update of since) this.#addAt(0, update)
  }

  /** Forgets the mark: no snapshot came of it. */
  clearMark(): void {
    this.#sinceMark = null
  }

  #addAt(level: number, update: Uint8Array): void {
    const parts = (this.#levels[level] ??= [])
    parts.push(update)
    if (parts.length < MERGE_AT_ONCE) return
    this.#levels[level] = []
    this.#addAt(level + 1, Y.mergeUpdates(parts))
  }
}

/** Merges updates in groups, then the groups. */
export function mergeStepwise(updates: readonly Uint8Array[]): Uint8Array {
  let parts = [...updates]
  while (parts.length > 1) {
    const merged: Uint8Array[] = []
    for (let start = 0; start < parts.length; start += MERGE_AT_ONCE) {
      const group = parts.slice(start, start + MERGE_AT_ONCE)
      merged.push(group.length === 1 ? (group[0] as Uint8Array) : Y.mergeUpdates(group))
    }
    parts = merged
  }
  return parts[0] ?? EMPTY_UPDATE
}

/** An update that says nothing. */
export const EMPTY_UPDATE: Uint8Array = new Uint8Array([0, 0])

/**
 * An update with deletions alone. A state vector does not tell what a peer knows to be deleted, so this is the answer
 * to one that has every struct.
 */
export function encodeDeletes(deleted: ClockRanges): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, deleted.clientCount)
  for (const client of deleted.clients()) {
    const ranges = deleted.rangesOf(client)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const { start, end } of ranges) {
      encoding.writeVarUint(encoder, start)
      encoding.writeVarUint(encoder, end - start)
    }
  }
  return encoding.toUint8Array(encoder)
}
