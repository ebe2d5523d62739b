import type * as Y from 'yjs'
import type { Take } from '../model/take.ts'

/** One entity in the document: its fields by name, each a value of its own so that fields merge separately. */
export type EntityMap = Y.Map<unknown>

/** The typed roots of a `project/{id}` document. Opening it writes nothing. */
export interface ProjectDoc {
  readonly ydoc: Y.Doc
  readonly meta: Y.Map<unknown>
  readonly scenes: Y.Map<EntityMap>
  readonly clips: Y.Map<EntityMap>
  /** Takes never change but for their trash mark, so each is one plain value. */
  readonly takes: Y.Map<Take>
}

/** The project roots of a Yjs document. */
export function openProjectDoc(ydoc: Y.Doc): ProjectDoc {
  return {
    ydoc,
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
