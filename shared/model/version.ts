import { z } from 'zod'
import { EntityId, Sha256 } from './ids.ts'
import { Name, Timestamp } from './project.ts'

/**
 * Why a version was kept: by itself while people worked, because somebody asked for it, or right before something that
 * changes much at once.
 */
export const VersionKind = z.enum([
  'automatic',
  'named',
  'before-import',
  'before-migration',
  'before-delete',
  'before-restore',
])
export type VersionKind = z.infer<typeof VersionKind>

/** One state of a film that was kept, without the state itself. */
export const FilmVersion = z.object({
  id: EntityId,
  projectId: EntityId,
  /** What somebody called it, which keeps it for ever; null for the others. */
  name: Name.nullable(),
  kind: VersionKind,
  at: Timestamp,
  /** Display name of the person by whose doing it was kept; null where the server kept it by itself. */
  author: z.string().max(100).nullable(),
  /** Size of the packed state. */
  bytes: z.int().min(0),
  /** Hash of the clocks and deletions that make up the state: the same for the same state, wherever it was kept. */
  fingerprint: Sha256,
})
export type FilmVersion = z.infer<typeof FilmVersion>
