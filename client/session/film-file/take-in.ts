import * as Y from 'yjs'
import type { ChangeOrigin } from '#shared/document/origins.ts'

/**
 * Applies an update from outside as a change that was made here: it is written down, told to other tabs, sent to the
 * server and waited for like an edit.
 */
export function takeIn(ydoc: Y.Doc, update: Uint8Array, origin: ChangeOrigin): void {
  ydoc.transact((transaction) => {
    Y.applyUpdate(ydoc, update)
    // Yjs takes whatever is applied for somebody else's.
    transaction.local = true
  }, origin)
}
