import { z } from 'zod'
import { Clip } from '../model/clip.ts'
import { EntityId, Sha256 } from '../model/ids.ts'
import { Music, Project, Timestamp } from '../model/project.ts'
import { Scene } from '../model/scene.ts'
import { Take } from '../model/take.ts'
import { must } from '../util/assert.ts'

/** A media or recipe file that ships with the sample, found at `path` beside the manifest. */
export const SampleFile = z.object({
  sha256: Sha256,
  path: z.string().regex(/^media\/[0-9a-f]{64}\.(webp|mp4|webm|json)$/),
  mime: z.string().min(1).max(100),
  bytes: z.int().min(1),
})
export type SampleFile = z.infer<typeof SampleFile>

/** The sample film as it ships: plain records with ids and times that only mean something within this manifest. */
export const SampleManifest = z.object({
  version: z.literal(1),
  name: z.string().min(1).max(200),
  /** The moment that the records' times are relative to. */
  madeAt: Timestamp,
  /** The picture of the first-run page. */
  hero: Sha256,
  files: z.array(SampleFile).min(1),
  project: Project.pick({ name: true, description: true, frameRate: true, width: true, height: true }).extend({
    music: Music,
  }),
  scenes: z.array(Scene).min(1),
  clips: z.array(Clip).min(1),
  takes: z.array(Take),
  /** Takes that somebody liked. */
  stars: z.array(EntityId),
})
export type SampleManifest = z.infer<typeof SampleManifest>

/** A film as plain records, ready for the command `project.import`. */
export interface SampleRecords {
  readonly film: Pick<SampleManifest, 'project' | 'scenes' | 'clips' | 'takes'>
  /** For the command `take.star` on the review document. */
  readonly starredTakeIds: string[]
}

/**
 * The sample's records with fresh ids, dated as if it had been finished a moment ago, so that it may be opened as
 * often as somebody likes without one copy touching another.
 */
export function freshSample(
  manifest: SampleManifest,
  context: { readonly now: () => number; readonly newId: () => string },
): SampleRecords {
  const later = context.now() - manifest.madeAt
  const ids = new Map(
    [...manifest.scenes, ...manifest.clips, ...manifest.takes].map((record) => [record.id, context.newId()]),
  )
  const fresh = (id: string): string => must(ids.get(id), `the sample's record ${id}`)
  const orNone = (id: string | null): string | null => (id === null ? null : fresh(id))
  const dated = <T extends { createdAt: number }>(record: T): T => ({ ...record, createdAt: record.createdAt + later })
  return {
    film: {
      project: manifest.project,
      scenes: manifest.scenes.map((scene) => ({
        ...dated(scene),
        id: fresh(scene.id),
        alternateOf: orNone(scene.alternateOf),
      })),
      clips: manifest.clips.map((clip) => ({
        ...dated(clip),
        id: fresh(clip.id),
        sceneId: fresh(clip.sceneId),
        selectedTakeId: orNone(clip.selectedTakeId),
        alternateOf: orNone(clip.alternateOf),
      })),
      takes: manifest.takes.map((take) => ({ ...dated(take), id: fresh(take.id), clipId: fresh(take.clipId) })),
    },
    starredTakeIds: manifest.stars.map(fresh),
  }
}
