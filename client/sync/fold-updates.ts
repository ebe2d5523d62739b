import * as Y from 'yjs'

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

/** Applies stored bytes to a document in one transaction; the fast way to read a long log. */
export function applyStored(
  ydoc: Y.Doc,
  stored: { readonly snapshots: readonly Uint8Array[]; readonly updates: readonly Uint8Array[] },
  origin: unknown,
): void {
  Y.transact(
    ydoc,
    () => {
      for (const snapshot of stored.snapshots) Y.applyUpdateV2(ydoc, snapshot, origin)
      for (const update of stored.updates) Y.applyUpdate(ydoc, update, origin)
    },
    origin,
    false,
  )
}

/**
 * Folds stored bytes into one V2 snapshot. Updates whose past is missing are kept inside it, so nothing that was
 * stored is lost by folding.
 */
export function foldUpdates(snapshots: readonly Uint8Array[], updates: readonly Uint8Array[]): Uint8Array {
  const ydoc = new Y.Doc()
  applyStored(ydoc, { snapshots, updates }, 'fold')
  const folded = Y.encodeStateAsUpdateV2(ydoc)
  ydoc.destroy()
  return folded
}
