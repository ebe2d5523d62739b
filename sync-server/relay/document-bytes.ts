import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { ClockRanges } from './clock-ranges.ts'
import { PackedUpdates } from './packed-updates.ts'

/** Merging costs more than its share when many are merged at once; 64 at a time is near the best. */
export const MERGE_AT_ONCE = 64

/** No merge on the event loop makes more bytes than this: it takes about two milliseconds. */
export const MERGED_BYTES = 64 * 1024

/** The stored snapshot of a document: its update, and the clocks that it reaches. */
export interface BaseBytes {
  readonly update: Uint8Array
  readonly clocks: ReadonlyMap<number, number>
}

/**
 * The committed bytes of a document: the snapshot as it is stored, and what came after it, merged step by step. Each 64
 * updates become one of the next level, so that no update is merged more often than the logarithm of their number. What
 * is long is not merged any further, the snapshot least of all.
 */
export class DocumentBytes {
  #base: BaseBytes | null = null
  /** Updates that are merged no further, oldest first; the levels are newer. */
  #long: Uint8Array[] = []
  #levels: Uint8Array[][] = []
  /** The newest, not merged at all yet. */
  readonly #newest = new PackedUpdates()
  /** Bytes that came into the levels and the newest. */
  #levelBytes = 0
  #sinceMark: Uint8Array[] | null = null

  constructor(base: BaseBytes | null = null) {
    this.#base = base
  }

  /** The snapshot; null before the first one. */
  get base(): BaseBytes | null {
    return this.#base
  }

  /** Appends a committed update. */
  add(update: Uint8Array): void {
    this.#sinceMark?.push(update)
    this.#append(update)
  }

  /** All that came after the snapshot, as a few updates, oldest first. */
  tailParts(): Uint8Array[] {
    return [...this.#long, ...this.#unfinished()]
  }

  /** The document as a few updates, oldest first. */
  parts(): Uint8Array[] {
    return [...(this.#base ? [this.#base.update] : []), ...this.tailParts()]
  }

  /** The parts as of now; what is added later is remembered, so that `replaceMarked` can put a snapshot in their place. */
  mark(): Uint8Array[] {
    this.#sinceMark = []
    return this.parts()
  }

  /** Puts a snapshot, made of the marked parts, in their place. */
  replaceMarked(base: BaseBytes): void {
    const since = this.#sinceMark ?? []
    this.#sinceMark = null
    this.#base = base
    this.#long = []
    this.#levels = []
    this.#newest.clear()
    this.#levelBytes = 0
    for (const update of since) this.#append(update)
  }

  /** Forgets the mark: no snapshot came of it. */
  clearMark(): void {
    this.#sinceMark = null
  }

  #append(update: Uint8Array): void {
    this.#levelBytes += update.length
    if (this.#levelBytes > MERGED_BYTES) {
      const older = this.#unfinished()
      if (older.length > 0) this.#long.push(mergeStepwise(older))
      this.#levels = []
      this.#newest.clear()
      this.#levelBytes = update.length
    }
    if (update.length > MERGED_BYTES) {
      this.#long.push(update)
      return
    }
    this.#newest.add(update)
    if (this.#newest.count < MERGE_AT_ONCE) return
    const merged = Y.mergeUpdates(this.#newest.all())
    this.#newest.clear()
    this.#addAt(0, merged)
  }

  /** What may be merged further, oldest first. */
  #unfinished(): Uint8Array[] {
    return [...this.#levels.toReversed().flat(), ...this.#newest.all()]
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
    encoding.writeVarUint(encoder, ranges.length / 2)
    for (let at = 0; at < ranges.length; at += 2) {
      const start = ranges[at] as number
      encoding.writeVarUint(encoder, start)
      encoding.writeVarUint(encoder, (ranges[at + 1] as number) - start)
    }
  }
  return encoding.toUint8Array(encoder)
}
