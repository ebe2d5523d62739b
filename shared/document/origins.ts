/**
 * Who changed the document. The origin of a Yjs transaction decides what undo follows and what is echoed where:
 * only `user` is undoable, `storage` and `remote` came from elsewhere and are not sent back there.
 */
export type ChangeSource = 'user' | 'storage' | 'remote' | 'migration' | 'import' | 'dispatch' | 'rest'

/** The origin object of a transaction; one instance a source and place, so that it can be compared by identity. */
export interface ChangeOrigin {
  readonly source: ChangeSource
}

/** Makes an origin; keep the instance where identity matters (an UndoManager tracks it). */
export function changeOrigin(source: ChangeSource): ChangeOrigin {
  return Object.freeze({ source })
}
