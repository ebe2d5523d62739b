import type * as Y from 'yjs'
import { openCastDoc, type CastDoc, type EntityMap } from './project-doc.ts'

/** Version of the library's shape that this code reads and writes. */
export const LIBRARY_VERSION = 1

/** The typed roots of the `library` document, which a studio's films share. Opening it writes nothing. */
export interface LibraryDoc extends CastDoc {
  readonly presets: Y.Map<EntityMap>
  readonly recipes: Y.Map<EntityMap>
}

/** The library roots of a Yjs document. */
export function openLibraryDoc(ydoc: Y.Doc): LibraryDoc {
  return { ...openCastDoc(ydoc), presets: ydoc.getMap('presets'), recipes: ydoc.getMap('recipes') }
}

/**
 * Whether a newer version of the product has written a library. It says so in `meta`; a library without a word there is
 * of version 1, so that nobody has to write anything into one that is merely opened.
 */
export function isNewerLibrary(ydoc: Y.Doc): boolean {
  const version = ydoc.getMap('meta').get('libraryVersion')
  return typeof version === 'number' && version > LIBRARY_VERSION
}
