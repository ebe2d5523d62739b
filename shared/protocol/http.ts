import { z } from 'zod'
import type { ProjectSnapshot } from '../document/record-cache.ts'
import { clipIdsOfScene, orderedSceneIds, pickedTake, takeNumber, takesOfClip } from '../document/selectors.ts'
import type { Clip } from '../model/clip.ts'
import { EntityId, Sha256 } from '../model/ids.ts'
import { ClipLookBody, settingsToBody } from './clip-look.ts'
import type { Project } from '../model/project.ts'
import type { Scene } from '../model/scene.ts'
import type { Take } from '../model/take.ts'
import { formatFrameRate, framesToSeconds, parseFrameRate, type FrameRate } from '../model/time.ts'

/** Seconds, as the edge speaks of time. */
const Seconds = z.number().min(0).max(86_400)
const Iso = z.string().meta({ description: 'ISO 8601, UTC', example: '2026-03-01T12:00:00.000Z' })

/** Frame rate as text: "24", "23.976", "30000/1001". */
export const FpsText = z
  .union([z.string().max(20), z.number().positive().max(240)])
  .transform((value, context): FrameRate => {
    const rate = parseFrameRate(String(value))
    if (rate) return rate
    context.addIssue({ code: 'custom', message: 'a frame rate is written "24", "23.976" or "30000/1001"' })
    return z.NEVER
  })

/** Milliseconds since 1970 as ISO text. */
export function isoTime(timestamp: number): string {
  return new Date(timestamp).toISOString()
}

/** A film at the edge. */
export const ProjectBody = z
  .object({
    id: EntityId,
    name: z.string(),
    description: z.string(),
    fps: z.string().meta({ example: '24' }),
    width: z.int(),
    height: z.int(),
    music: z
      .object({
        file: z.string().meta({ description: 'Path of the file on this server' }),
        sha256: Sha256,
        file_name: z.string(),
        duration: z.number().meta({ description: 'Seconds' }),
        bpm: z.number().nullable(),
      })
      .nullable(),
    created_at: Iso,
    updated_at: Iso,
    archived: z.boolean(),
    deleted: z.boolean(),
    sample: z.boolean().meta({ description: 'Whether it is the film that comes with the product' }),
  })
  .meta({ id: 'Project' })
export type ProjectBody = z.infer<typeof ProjectBody>

/** A scene at the edge. `order` counts from 0. */
export const SceneBody = z
  .object({
    id: EntityId,
    project_id: EntityId,
    name: z.string(),
    part: z.string(),
    description: z.string(),
    lyrics: z.string(),
    order: z.int(),
    alternate_of: EntityId.nullable(),
    created_at: Iso,
  })
  .meta({ id: 'Scene' })
export type SceneBody = z.infer<typeof SceneBody>

/** A take at the edge. */
export const TakeBody = z
  .object({
    id: EntityId,
    clip_id: EntityId,
    number: z.int().meta({ description: 'T1, T2 … within the clip' }),
    kind: z.enum(['image', 'video', 'audio']),
    media: z.string().meta({ description: 'Path of the file on this server' }),
    sha256: Sha256,
    mime: z.string(),
    bytes: z.int(),
    width: z.int(),
    height: z.int(),
    duration: z.number().meta({ description: 'Seconds; 0 for a still' }),
    recipe: z.string().nullable().meta({ description: 'Path of the recipe on this server' }),
    source: z.enum(['generated', 'imported', 'sketch']),
    model: z.string().nullable(),
    selected: z.boolean(),
    created_at: Iso,
    created_by: z.string(),
  })
  .meta({ id: 'Take' })
export type TakeBody = z.infer<typeof TakeBody>

/** A clip at the edge. Lengths and positions are seconds; positions are derived, so they may shift with others. */
export const ClipBody = z
  .object({
    id: EntityId,
    project_id: EntityId,
    scene_id: EntityId,
    number: z.string().meta({ example: '3.04' }),
    name: z.string(),
    length: z.number().meta({ description: 'Seconds' }),
    timeline_position: z
      .number()
      .nullable()
      .meta({ description: 'Start in the film in seconds; null off the main track' }),
    pinned: z.enum(['held', 'locked']).nullable(),
    order: z.int(),
    image_prompt: z.string(),
    video_prompt: z.string(),
    negative_prompt: z.string(),
    character_ids: z.array(EntityId),
    style_template_id: EntityId.nullable(),
    settings: z.record(z.string(), z.union([z.string(), z.number()])),
    selected_take_id: EntityId.nullable(),
    alternate_of: EntityId.nullable(),
    generated_content: z.array(TakeBody),
    created_at: Iso,
  })
  .meta({ id: 'Clip' })
export type ClipBody = z.infer<typeof ClipBody>

/** A film with everything in it. */
export const ProjectTreeBody = ProjectBody.extend({
  scenes: z.array(SceneBody.extend({ clips: z.array(ClipBody) })),
}).meta({ id: 'ProjectWithScenes' })
export type ProjectTreeBody = z.infer<typeof ProjectTreeBody>

/** What lies in the trash of a film, newest first. */
export const TrashBody = z
  .object({
    scenes: z.array(z.object({ id: EntityId, name: z.string(), clips: z.int(), deleted_at: Iso })),
    clips: z.array(
      z.object({ id: EntityId, scene_id: EntityId, number: z.string(), name: z.string(), deleted_at: Iso }),
    ),
    takes: z.array(z.object({ id: EntityId, clip_id: EntityId, number: z.int(), deleted_at: Iso })),
  })
  .meta({ id: 'Trash' })
export type TrashBody = z.infer<typeof TrashBody>

/** What lies in the trash of a film; the clips of a trashed scene are counted with it. */
export function trashToBody(snapshot: ProjectSnapshot): TrashBody {
  const trashed = <T extends { readonly deletedAt: number | null }>(
    records: Iterable<T>,
  ): (T & { deletedAt: number })[] =>
    [...records]
      .filter((record): record is T & { deletedAt: number } => record.deletedAt !== null)
      .sort((a, b) => b.deletedAt - a.deletedAt)
  return {
    scenes: trashed(snapshot.scenes.values()).map(({ id, name, deletedAt }) => ({
      id,
      name,
      clips: [...snapshot.clips.values()].filter((clip) => clip.sceneId === id && clip.deletedAt === null).length,
      deleted_at: isoTime(deletedAt),
    })),
    clips: trashed(snapshot.clips.values()).map(({ id, sceneId, number, name, deletedAt }) => ({
      id,
      scene_id: sceneId,
      number,
      name,
      deleted_at: isoTime(deletedAt),
    })),
    takes: trashed(snapshot.takes.values()).map((take) => ({
      id: take.id,
      clip_id: take.clipId,
      number: takeNumber(snapshot, take),
      deleted_at: isoTime(take.deletedAt),
    })),
  }
}

/** Body of `POST /projects`. A given `id` makes asking twice create one film. */
export const CreateProjectBody = z
  .object({
    id: EntityId.optional(),
    name: z.string().trim().min(1).max(200),
    description: z.string().max(20_000).default(''),
    fps: FpsText.optional(),
    width: z.int().min(16).max(8192).optional(),
    height: z.int().min(16).max(8192).optional(),
  })
  .meta({ id: 'CreateProject' })

/** Body of `PUT /projects/{id}`: what is absent stays. */
export const UpdateProjectBody = z
  .object({
    name: z.string().trim().min(1).max(200).optional(),
    description: z.string().max(20_000).optional(),
    fps: FpsText.optional(),
    width: z.int().min(16).max(8192).optional(),
    height: z.int().min(16).max(8192).optional(),
    archived: z.boolean().optional(),
    deleted: z.literal(false).optional().meta({ description: 'false takes the project out of the trash' }),
  })
  .meta({ id: 'UpdateProject' })

/** Body of `POST /scenes`. */
export const CreateSceneBody = z
  .object({
    id: EntityId.optional(),
    project_id: EntityId,
    name: z.string().trim().min(1).max(200),
    part: z.string().max(200).default(''),
    description: z.string().max(20_000).default(''),
    lyrics: z.string().max(20_000).default(''),
    order: z.int().min(0).optional().meta({ description: 'Index among the scenes; absent: at the end' }),
    alternate_of: EntityId.nullable().default(null),
  })
  .meta({ id: 'CreateScene' })

/** Body of `PUT /scenes/{id}`: what is absent stays. */
export const UpdateSceneBody = z
  .object({
    name: z.string().trim().min(1).max(200).optional(),
    part: z.string().max(200).optional(),
    description: z.string().max(20_000).optional(),
    lyrics: z.string().max(20_000).optional(),
    order: z.int().min(0).optional(),
  })
  .meta({ id: 'UpdateScene' })

/** Body of `POST /clips`. */
export const CreateClipBody = z
  .object({
    id: EntityId.optional(),
    scene_id: EntityId,
    name: z.string().max(200).default(''),
    length: Seconds.positive().optional().meta({ description: 'Seconds' }),
    order: z.int().min(0).optional(),
    image_prompt: z.string().max(20_000).default(''),
    video_prompt: z.string().max(20_000).default(''),
    negative_prompt: z.string().max(20_000).default(''),
    alternate_of: EntityId.nullable().default(null),
  })
  .extend(ClipLookBody.shape)
  .meta({ id: 'CreateClip' })

/** Body of `PUT /clips/{id}`: what is absent stays. */
export const UpdateClipBody = z
  .object({
    name: z.string().max(200).optional(),
    scene_id: EntityId.optional(),
    order: z.int().min(0).optional(),
    length: Seconds.positive().optional().meta({ description: 'Seconds' }),
    image_prompt: z.string().max(20_000).optional(),
    video_prompt: z.string().max(20_000).optional(),
    negative_prompt: z.string().max(20_000).optional(),
    selected_take_id: EntityId.nullable().optional(),
  })
  .extend(ClipLookBody.shape)
  .meta({ id: 'UpdateClip' })

/** Body of `PUT /clips/{id}/prompts`: what is absent stays. */
export const UpdatePromptsBody = z
  .object({
    image_prompt: z.string().max(20_000).optional(),
    video_prompt: z.string().max(20_000).optional(),
    negative_prompt: z.string().max(20_000).optional(),
  })
  .meta({ id: 'UpdatePrompts' })

/** Body of `PUT /clips/{id}/timeline-position`; null takes the pin off. */
export const TimelinePositionBody = z
  .object({
    timeline_position: Seconds.nullable().meta({
      description: 'Start in the film in seconds; null lets it follow the clip before',
    }),
    length: Seconds.positive().optional().meta({ description: 'Seconds' }),
  })
  .meta({ id: 'TimelinePosition' })

/** Answer to the upload of a media file. */
export const MediaBody = z
  .object({
    sha256: Sha256,
    kind: z.enum(['image', 'video', 'audio', 'recipe']),
    mime: z.string(),
    bytes: z.int(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    duration: z.number().nullable().meta({ description: 'Seconds; null where unknown' }),
  })
  .meta({ id: 'Media' })
export type MediaBody = z.infer<typeof MediaBody>

const mediaPath = (sha256: string): string => `/media/${sha256}`

/** A film's record as the edge writes it. */
export function projectToBody(id: string, project: Project, updatedAt: number): ProjectBody {
  const { music } = project
  return {
    id,
    name: project.name,
    description: project.description,
    fps: formatFrameRate(project.frameRate),
    width: project.width,
    height: project.height,
    music: music && {
      file: mediaPath(music.sha256),
      sha256: music.sha256,
      file_name: music.fileName,
      duration: music.durationSeconds,
      bpm: music.bpm,
    },
    created_at: isoTime(project.createdAt),
    updated_at: isoTime(updatedAt),
    archived: project.archivedAt !== null,
    deleted: project.deletedAt !== null,
    sample: project.sample,
  }
}

/** A scene's record as the edge writes it. */
export function sceneToBody(projectId: string, snapshot: ProjectSnapshot, scene: Scene): SceneBody {
  return {
    id: scene.id,
    project_id: projectId,
    name: scene.name,
    part: scene.part,
    description: scene.description,
    lyrics: scene.lyrics,
    order: orderedSceneIds(snapshot).indexOf(scene.id),
    alternate_of: scene.alternateOf,
    created_at: isoTime(scene.createdAt),
  }
}

/** A take's record as the edge writes it. */
export function takeToBody(snapshot: ProjectSnapshot, take: Take): TakeBody {
  const clip = snapshot.clips.get(take.clipId)
  return {
    id: take.id,
    clip_id: take.clipId,
    number: takeNumber(snapshot, take),
    kind: take.kind,
    media: mediaPath(take.media),
    sha256: take.media,
    mime: take.mime,
    bytes: take.bytes,
    width: take.width,
    height: take.height,
    duration: take.frameRate ? framesToSeconds(take.frames, take.frameRate) : 0,
    recipe: take.recipe && mediaPath(take.recipe),
    source: take.source,
    model: take.model,
    selected: clip ? pickedTake(snapshot, clip)?.id === take.id : false,
    created_at: isoTime(take.createdAt),
    created_by: take.createdBy,
  }
}

/** A clip's record as the edge writes it; `startFrame` is its place on the main track, null when it has none. */
export function clipToBody(
  projectId: string,
  snapshot: ProjectSnapshot,
  clip: Clip,
  startFrame: number | null,
): ClipBody {
  const rate = snapshot.project.frameRate
  return {
    id: clip.id,
    project_id: projectId,
    scene_id: clip.sceneId,
    number: clip.number,
    name: clip.name,
    length: framesToSeconds(clip.length, rate),
    timeline_position: startFrame === null ? null : framesToSeconds(startFrame, rate),
    pinned: clip.pin?.kind ?? null,
    order: clipIdsOfScene(snapshot, clip.sceneId).indexOf(clip.id),
    image_prompt: clip.imagePrompt,
    video_prompt: clip.videoPrompt,
    negative_prompt: clip.negativePrompt,
    character_ids: clip.characterIds,
    style_template_id: clip.styleId,
    settings: settingsToBody(clip.settings),
    selected_take_id: pickedTake(snapshot, clip)?.id ?? null,
    alternate_of: clip.alternateOf,
    generated_content: takesOfClip(snapshot, clip.id).map((take) => takeToBody(snapshot, take)),
    created_at: isoTime(clip.createdAt),
  }
}
