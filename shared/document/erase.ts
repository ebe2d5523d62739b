import type * as Y from 'yjs'

/**
 * Deletes everything in a film's document, or in that of its review, in one transaction: after it there is no film. What
 * a newer version keeps there goes too.
 */
export function eraseRoots(ydoc: Y.Doc, origin: unknown): void {
  ydoc.transact(() => {
    for (const name of ydoc.share.keys()) {
      const root = ydoc.getMap(name)
      for (const key of [...root.keys()]) root.delete(key)
    }
  }, origin)
}
