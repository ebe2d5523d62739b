import * as Y from 'yjs'
import { mayForget } from '#shared/document/stored-history.ts'
import type { StructRange } from '#shared/document/stored-history.ts'
import type { StoredDocument } from '../storage/document-store.ts'
import { splitDocument } from './split-document.ts'

/** How many updates are merged at a time: merging a long log in one go costs the square of its length. */
const FAN_IN = 64

/** Merges updates as a tree, so that a burst of thousands takes milliseconds. */
export function mergeUpdateTree(updates: readonly Uint8Array[]): Uint8Array {
  let level = [...updates]
  while (level.length > 1) {
    const next: Uint8Array[] = []
    for (let at = 0; at < level.length; at += FAN_IN) next.push(Y.mergeUpdates(level.slice(at, at + FAN_IN)))
    level = next
  }
  return level[0] ?? Y.encodeStateAsUpdate(new Y.Doc())
}

/** Bytes of a document as they are stored. */
export type StoredBytes = Pick<StoredDocument, 'snapshots' | 'updates'>

/** Applies stored bytes to a document in one transaction; the fast way to read a long log. */
export function applyStored(ydoc: Y.Doc, { snapshots, updates }: StoredBytes, origin: unknown): void {
  Y.transact(
    ydoc,
    () => {
      for (const snapshot of snapshots) Y.applyUpdateV2(ydoc, snapshot, origin)
      for (const update of updates) Y.applyUpdate(ydoc, update, origin)
    },
    origin,
    false,
  )
}

/** So much is read at a time: some milliseconds of work. */
const SLICE_BYTES = 30_000
const SLICE_UPDATES = 100

/** As `applyStored`, in slices between which whoever else needs the thread gets it. */
export async function applyInSlices(
  ydoc: Y.Doc,
  { snapshots, updates }: StoredBytes,
  origin: unknown,
  turn: () => Promise<void>,
): Promise<void> {
  for (const snapshot of snapshots) {
    applyStored(ydoc, { snapshots: [snapshot], updates: [] }, origin)
    await turn()
  }
  let slice: Uint8Array[] = []
  let bytes = 0
  for (const [index, update] of updates.entries()) {
    slice.push(update)
    bytes += update.length
    const isLast = index === updates.length - 1
    if (!isLast && bytes < SLICE_BYTES && slice.length < SLICE_UPDATES) continue
    applyStored(ydoc, { snapshots: [], updates: slice }, origin)
    slice = []
    bytes = 0
    if (!isLast) await turn()
  }
}

/**
 * Folds stored bytes into updates that are quick to apply, one after the other. Updates whose past is missing are kept
 * among them, so nothing that was stored is lost by folding; of what was deleted, `kept` keeps its content.
 */
export function foldUpdates(
  snapshots: readonly Uint8Array[],
  updates: readonly Uint8Array[],
  kept: readonly StructRange[],
): Uint8Array[] {
  const ydoc = new Y.Doc({ gcFilter: mayForget(kept) })
  applyStored(ydoc, { snapshots, updates }, 'fold')
  const folded = splitDocument(ydoc)
  ydoc.destroy()
  return folded
}
