import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { orderedSceneIds, pickedTake, storyClips } from '#shared/document/selectors.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { framesToSeconds } from '#shared/model/time.ts'
import type { ProjectBody } from '#shared/protocol/http.ts'
import type { CatalogEntry } from '../storage/project-catalog.ts'

/** The part of an entry that follows from the film's records. */
export type FilmSummary = Pick<
  CatalogEntry,
  | 'name'
  | 'sceneCount'
  | 'clipCount'
  | 'pickedCount'
  | 'coverSha256'
  | 'durationSeconds'
  | 'createdAt'
  | 'sample'
  | 'archivedAt'
  | 'deletedAt'
>

/** What the list of films shows of one. The cover is the first picked still in story order. */
export function summaryOf(snapshot: ProjectSnapshot): FilmSummary {
  const clips = storyClips(snapshot)
  const picked = clips.flatMap((clip) => pickedTake(snapshot, clip) ?? [])
  const endFrame = Math.max(0, ...timelineOf(snapshot).spans.map((span) => span.end))
  const { project } = snapshot
  return {
    name: project.name,
    sceneCount: orderedSceneIds(snapshot).length,
    clipCount: clips.length,
    pickedCount: picked.length,
    coverSha256: picked.find((take) => take.kind === 'image')?.media ?? null,
    durationSeconds: framesToSeconds(endFrame, project.frameRate),
    createdAt: project.createdAt,
    sample: project.sample,
    archivedAt: project.archivedAt,
    deletedAt: project.deletedAt,
  }
}

/** An entry for a film of which only the name is known. */
export function emptyEntry(id: string, name: string, at: number): CatalogEntry {
  return {
    id,
    name,
    sceneCount: 0,
    clipCount: 0,
    pickedCount: 0,
    coverSha256: null,
    durationSeconds: 0,
    createdAt: at,
    changedAt: at,
    lastOpenedAt: null,
    lastClipNumber: null,
    lastClipId: null,
    sample: false,
    archivedAt: null,
    deletedAt: null,
    onDevice: true,
    onServer: false,
  }
}

/**
 * The server's word on a film joined with what this device knows. The document itself decides once it has been opened
 * here, so a film that is on this device keeps its own name and marks.
 */
export function joinServerProject(body: ProjectBody, here: CatalogEntry | null): CatalogEntry {
  if (here?.onDevice) return { ...here, onServer: true }
  const createdAt = Date.parse(body.created_at)
  const changedAt = Date.parse(body.updated_at)
  return {
    ...(here ?? emptyEntry(body.id, body.name, createdAt)),
    name: body.name,
    createdAt,
    changedAt,
    archivedAt: body.archived ? changedAt : null,
    deletedAt: body.deleted ? changedAt : null,
    sample: body.sample,
    onDevice: false,
    onServer: true,
  }
}
