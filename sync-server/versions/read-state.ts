import type * as Y from 'yjs'
import type { PlainRoots } from '#shared/document/film-content.ts'

/** A state of a project document, read from its bytes. */
export interface ReadState {
  /** The whole state as one Yjs update (encoding V2), without the content of what was deleted. */
  readonly update: Uint8Array
  /** Its clocks and deletions, of which the fingerprint is made. */
  readonly ingredients: Uint8Array
  readonly stateVector: Uint8Array
  /** What it holds; of what was not asked for only `meta`. */
  readonly roots: PlainRoots
}

/** What is read: updates of the log (encoding V1), or a kept state (V2). */
export type StateSource =
  | { readonly encoding: 1; readonly updates: readonly Uint8Array[] }
  | { readonly encoding: 2; readonly update: Uint8Array }

/** What of a state is asked for: a large film's content takes some time to hand over, its bytes none. */
export type Asked = 'bytes' | 'content'

/** Reads a state over whichever copy of Yjs the caller has. Self-contained, since a thread gets it as text. */
export function readState(yjs: typeof Y, source: StateSource, asked: Asked, mostPieces: number): ReadState {
  let left = mostPieces
  class BoundedDecoder extends yjs.UpdateDecoderV2 {
    /** Called once for each piece. */
    override readInfo(): number {
      left -= 1
      if (left < 0) throw new Error('The state claims too many pieces')
      return super.readInfo()
    }
  }
  const doc = new yjs.Doc()
  doc.transact(() => {
    if (source.encoding === 2) yjs.applyUpdateV2(doc, source.update, null, BoundedDecoder)
    else for (const update of source.updates) yjs.applyUpdate(doc, update)
  })
  const plain = (root: keyof PlainRoots): Record<string, unknown> =>
    asked === 'content' || root === 'meta' ? doc.getMap(root).toJSON() : {}
  const state = {
    update: yjs.encodeStateAsUpdateV2(doc),
    ingredients: yjs.encodeSnapshotV2(yjs.snapshot(doc)),
    stateVector: yjs.encodeStateVector(doc),
    roots: {
      meta: plain('meta'),
      scenes: plain('scenes'),
      clips: plain('clips'),
      takes: plain('takes'),
      characters: plain('characters'),
      styles: plain('styles'),
      pool: plain('pool'),
    },
  }
  doc.destroy()
  return state
}
