import * as Y from 'yjs'
import { SCHEMA_VERSION } from '../model/project.ts'
import { changeOrigin } from './origins.ts'
import { isEmptyProject, type ProjectDoc } from './project-doc.ts'

/**
 * One step from a schema version to the next. It may run on two replicas at once and twice on one, so it only writes
 * values that follow from the document, and only where the old form still stands. Fields that it does not know stay.
 */
interface Migration {
  readonly to: number
  readonly run: (doc: ProjectDoc) => void
}

const MIGRATIONS: readonly Migration[] = [
  {
    // Version 1 stored a pin as a bare frame, always set by a person, and had no source range.
    to: 2,
    run: (doc) => {
      for (const clip of doc.clips.values()) {
        if (!(clip instanceof Y.Map)) continue
        const pin = clip.get('pin')
        if (typeof pin === 'number') clip.set('pin', { frame: Math.max(0, Math.round(pin)), kind: 'locked' })
        if (clip.get('sourceIn') === undefined) clip.set('sourceIn', 0)
      }
    },
  },
]

/** How a document relates to this version of the app. */
export type SchemaStanding = 'empty' | 'current' | 'older' | 'newer'

/** Tells whether a document can be edited (`current`, `older` after migrating) or only looked at (`newer`). */
export function schemaStanding(doc: ProjectDoc): SchemaStanding {
  if (isEmptyProject(doc)) return 'empty'
  const version = doc.meta.get('schemaVersion')
  if (version === SCHEMA_VERSION) return 'current'
  return typeof version === 'number' && version > SCHEMA_VERSION ? 'newer' : 'older'
}

const MIGRATION_ORIGIN = changeOrigin('migration')

/**
 * Brings an older document up to date in one transaction that nobody can undo. Returns whether anything was written.
 * A newer document is left as it is.
 */
export function migrate(doc: ProjectDoc): boolean {
  if (schemaStanding(doc) !== 'older') return false
  const stored = doc.meta.get('schemaVersion')
  const from = typeof stored === 'number' ? stored : 1
  doc.ydoc.transact(() => {
    for (const step of MIGRATIONS) if (step.to > from) step.run(doc)
    doc.meta.set('schemaVersion', SCHEMA_VERSION)
  }, MIGRATION_ORIGIN)
  return true
}
