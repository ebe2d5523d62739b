import { z } from 'zod'
import type { ProjectSnapshot } from '../document/record-cache.ts'
import { clipsOfScene, orderedScenes, shownTake } from '../document/selectors.ts'
import { sourceFrames, timelineOf } from '../document/timeline-selectors.ts'
import { EntityId, Sha256 } from '../model/ids.ts'
import { framesToSeconds } from '../model/time.ts'
import { ClipBody, clipToBody, ProjectBody, projectToBody, SceneBody, sceneToBody, TakeBody } from './http.ts'
import { CharacterBody, characterToBody } from './characters.ts'
import { TemplateBody, templateToBody } from './templates.ts'

/** A length or place in both units. */
const Time = z.object({
  frames: z.int().meta({ description: 'Whole frames at the rate of the film' }),
  seconds: z.number(),
})

/** Where a clip lies in the film. */
const SpanBody = z.object({
  start: Time,
  end: Time.meta({ description: 'The first moment after the clip' }),
  length: Time,
  source_in: Time.meta({ description: 'Where in its take the clip begins' }),
  take_id: EntityId.nullable().meta({ description: 'The take that is shown; null: a slate' }),
  source_length: Time.nullable().meta({ description: 'Length of that take; null for a still or none' }),
})

/** A whole film as JSON: everything but the media, which are named by their hashes and lie under `/media/{sha256}`. */
export const FilmExport = z
  .object({
    format: z.literal('storycanvas-film'),
    version: z.literal(1),
    project: ProjectBody.extend({
      rate: z
        .object({ num: z.int(), den: z.int() })
        .meta({ description: 'Frames per second as a fraction', example: { num: 24_000, den: 1001 } }),
    }),
    total: Time.meta({ description: 'Length of the film' }),
    scenes: z.array(
      SceneBody.extend({
        clips: z.array(
          ClipBody.omit({ generated_content: true }).extend({
            span: SpanBody.nullable().meta({ description: 'null off the main track' }),
            takes: z.array(
              TakeBody.extend({
                frames: z.int().meta({ description: 'Frames of the take at its own rate; 1 for a still' }),
                rate: z.object({ num: z.int(), den: z.int() }).nullable().meta({ description: 'null for a still' }),
                recipe_sha256: Sha256.nullable().meta({ description: 'Hash of what it takes to make the take again' }),
              }),
            ),
          }),
        ),
      }),
    ),
    characters: z.array(CharacterBody),
    templates: z.array(TemplateBody),
  })
  .meta({ id: 'FilmExport' })
export type FilmExport = z.infer<typeof FilmExport>

/** A whole film as JSON. `updatedAt`: when it last changed, in milliseconds since 1970. */
export function filmToExport(projectId: string, snapshot: ProjectSnapshot, updatedAt: number): FilmExport {
  const { project } = snapshot
  const rate = project.frameRate
  const time = (frames: number): z.infer<typeof Time> => ({ frames, seconds: framesToSeconds(frames, rate) })
  const { spanOf, spans } = timelineOf(snapshot)
  return {
    format: 'storycanvas-film',
    version: 1,
    project: { ...projectToBody(projectId, project, updatedAt), rate: { ...rate } },
    total: time(spans.at(-1)?.end ?? 0),
    scenes: orderedScenes(snapshot).map((scene) => ({
      ...sceneToBody(projectId, snapshot, scene),
      clips: clipsOfScene(snapshot, scene.id).map((clip) => {
        const span = spanOf.get(clip.id)
        const { generated_content, ...body } = clipToBody(projectId, snapshot, clip, span?.start ?? null)
        const available = sourceFrames(snapshot, clip)
        return {
          ...body,
          span: span
            ? {
                start: time(span.start),
                end: time(span.end),
                length: time(span.end - span.start),
                source_in: time(clip.sourceIn),
                take_id: shownTake(snapshot, clip)?.id ?? null,
                source_length: available === null ? null : time(available),
              }
            : null,
          takes: generated_content.map((take) => {
            const record = snapshot.takes.get(take.id)
            return {
              ...take,
              frames: record?.frames ?? 1,
              rate: record?.frameRate ?? null,
              recipe_sha256: record?.recipe ?? null,
            }
          }),
        }
      }),
    })),
    characters: [...snapshot.characters.values()]
      .filter(({ deletedAt }) => deletedAt === null)
      .map((record) => characterToBody(projectId, record)),
    templates: [...snapshot.styles.values()]
      .filter(({ deletedAt }) => deletedAt === null)
      .map((record) => templateToBody(projectId, record)),
  }
}
