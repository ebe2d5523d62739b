import type * as Y from 'yjs'
import type { Take } from '../model/take.ts'

/** One entity in the document: its fields by name, each a value of its own so that fields merge separately. */
export type EntityMap = Y.Map<unknown>

/** What a film and the library both hold: who is seen, how it looks, and takes that are offered for reuse. */
export interface CastDoc {
  readonly ydoc: Y.Doc
  readonly characters: Y.Map<EntityMap>
  readonly styles: Y.Map<EntityMap>
  readonly pool: Y.Map<EntityMap>
}

/** The typed roots of a `project/{id}` document. Opening it writes nothing. */
export interface ProjectDoc extends CastDoc {
  readonly meta: Y.Map<unknown>
  readonly scenes: Y.Map<EntityMap>
  readonly clips: Y.Map<EntityMap>
  /** Takes never change but for their trash mark, so each is one plain value. */
  readonly takes: Y.Map<Take>
}

/** The roots that films and the library have in common. */
export function openCastDoc(ydoc: Y.Doc): CastDoc {
  return { ydoc, characters: ydoc.getMap('characters'), styles: ydoc.getMap('styles'), pool: ydoc.getMap('pool') }
}

/** The project roots of a Yjs document. */
export function openProjectDoc(ydoc: Y.Doc): ProjectDoc {
  return {
    ...openCastDoc(ydoc),
    meta: ydoc.getMap('meta'),
    scenes: ydoc.getMap('scenes'),
    clips: ydoc.getMap('clips'),
    takes: ydoc.getMap('takes'),
  }
}

/** Whether anybody has created the project in this document yet. */
export function isEmptyProject(doc: ProjectDoc): boolean {
  return doc.meta.get('schemaVersion') === undefined
}
