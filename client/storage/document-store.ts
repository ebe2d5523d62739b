import type { StructRange } from '#shared/document/stored-history.ts'

/**
 * One local change: what Yjs client `client` wrote from clock `start` up to, not including, `clock`. A change that
 * only deletes moves no clock; it is known by `deletesOnly` and saved once the server has acknowledged it.
 */
export interface ChangeMark {
  readonly client: number
  readonly start: number
  readonly clock: number
  readonly deletesOnly: boolean
}

/** Clocks by Yjs client id, below which the server has everything in safe keeping. */
export type SavedClocks = Readonly<Record<number, number>>

/** All that this device keeps of one document. */
export interface StoredDocument {
  /** Whole states in Yjs's V2 encoding, as earlier versions folded them; usually none. */
  readonly snapshots: readonly Uint8Array[]
  /** Updates in V1 encoding: the folded ones in their order, then the others, oldest first. */
  readonly updates: readonly Uint8Array[]
  /** How many of the updates, the last ones, have not been folded. */
  readonly loose: number
  /** Local changes that the server has not yet called saved. */
  readonly marks: readonly ChangeMark[]
  readonly saved: SavedClocks
  /** Names this keeping of the document; null for one never stored. Cleared and stored again, it has another name. */
  readonly generation: string | null
}

/** What a tab knows to be stored is not there any more: cleared, or deleted under the app. Nothing was written. */
export class DocumentGone extends Error {
  constructor(docName: string) {
    super(`${docName} is no longer stored on this device`)
    this.name = 'DocumentGone'
  }
}

/**
 * Folds what is stored into V1 updates that say the same and are quick to apply one after the other. The content of deleted
 * structs goes, but for what is `kept`. Runs in a worker in the product.
 */
export type FoldUpdates = (
  snapshots: readonly Uint8Array[],
  updates: readonly Uint8Array[],
  kept: readonly StructRange[],
) => Promise<Uint8Array[]>

/** Keeps documents (as Yjs bytes) on this device. */
export interface DocumentStore {
  /** Everything stored of a document; empty lists for one never seen. */
  load(docName: string): Promise<StoredDocument>
  /**
   * Adds an update with the marks of the local changes in it. Resolves, with the document's generation, once both would
   * survive a crash; rejects with the browser's error (`QuotaExceededError` when the disk is full), and then nothing was
   * written. `known` is the generation that the caller built on: where it is not what is stored, what the update builds
   * on is gone, and this rejects with `DocumentGone`. Null builds on nothing.
   */
  append(docName: string, update: Uint8Array, marks: readonly ChangeMark[], known: string | null): Promise<string>
  /** Records which clocks the server has saved and forgets the marks named in `settled`. */
  markSaved(docName: string, saved: SavedClocks, settled: readonly ChangeMark[]): Promise<void>
  /** How many local changes the server has not called saved, for each document that has any. */
  countPending(): Promise<ReadonlyMap<string, number>>
  /**
   * Replaces what is stored now by what it folds to; an update that arrives meanwhile is kept. One tab at a time: where
   * another folds already, nothing happens.
   */
  compact(
    docName: string,
    fold: (snapshots: readonly Uint8Array[], updates: readonly Uint8Array[]) => Promise<Uint8Array[]>,
  ): Promise<void>
  /** The names of all that is stored. */
  names(): Promise<readonly string[]>
  /** Bytes that each stored document takes. */
  sizes(): Promise<ReadonlyMap<string, number>>
  /** Forgets a document. */
  remove(docName: string): Promise<void>
}

/** Names a mark; a typing run that grows keeps its name. */
export function markKey(mark: ChangeMark): string {
  return `${mark.client}:${mark.start}${mark.deletesOnly ? ':d' : ''}`
}

/** True when the server has everything up to the mark; `acknowledged` when it has just confirmed a commit of ours. */
export function isSaved(mark: ChangeMark, saved: SavedClocks, acknowledged: boolean): boolean {
  if (mark.deletesOnly && !acknowledged) return false
  return mark.deletesOnly || mark.clock <= (saved[mark.client] ?? 0)
}

/** The higher clock of each client. */
export function joinClocks(a: SavedClocks, b: SavedClocks): SavedClocks {
  const joined: Record<number, number> = { ...a }
  for (const [client, clock] of Object.entries(b)) {
    joined[Number(client)] = Math.max(joined[Number(client)] ?? 0, clock)
  }
  return joined
}
