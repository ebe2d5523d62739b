import type { z } from 'zod'
import type { FilmEdit } from '#server/films/films.ts'
import { applyCharacter, removeCharacter } from '#shared/commands/character-commands.ts'
import { addClip, setClipSettings } from '#shared/commands/clip-commands.ts'
import { setClipStyle } from '#shared/commands/style-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { secondsToFrames } from '#shared/model/time.ts'
import { settingsOfBody, type ClipLookBody } from '#shared/protocol/clip-look.ts'
import type { CreateClipBody } from '#shared/protocol/http.ts'

/** Writes what a body says of who is in a clip, how it looks and how it is made; what is absent stays. */
export function writeLook(
  { doc, after, context }: FilmEdit,
  clipId: string,
  { character_ids, style_template_id, settings }: z.output<typeof ClipLookBody>,
): void {
  if (character_ids !== undefined) {
    const present = after().clips.get(clipId)?.characterIds ?? []
    for (const id of present) {
      if (!character_ids.includes(id)) removeCharacter(doc, { id, clipIds: [clipId] }, context)
    }
    for (const id of character_ids) applyCharacter(doc, { id, clipIds: [clipId] }, context)
  }
  if (style_template_id !== undefined) {
    setClipStyle(doc, { styleId: style_template_id, clipIds: [clipId] }, context)
  }
  if (settings !== undefined) setClipSettings(doc, { ids: [clipId], settings: settingsOfBody(settings) }, context)
}

/** Where a new clip goes, and what it is called by. */
interface ClipPlace {
  readonly id: string
  readonly sceneId: string
  /** The clip that it comes before; absent: at the end of its scene. */
  readonly beforeId?: string
  readonly alternateOf?: string | null
}

/** Adds a clip as a body describes it. */
export function writeNewClip(
  edit: FilmEdit,
  place: ClipPlace,
  body: Omit<z.output<typeof CreateClipBody>, 'id' | 'scene_id' | 'order' | 'alternate_of'>,
): void {
  addClip(
    edit.doc,
    {
      ...place,
      name: body.name,
      length: body.length === undefined ? undefined : lengthInFrames(edit.before, body.length),
      imagePrompt: body.image_prompt,
      videoPrompt: body.video_prompt,
      negativePrompt: body.negative_prompt,
    },
    edit.context,
  )
  writeLook(edit, place.id, body)
}

/** Seconds as whole frames of the film; one at least. */
export function lengthInFrames({ project }: ProjectSnapshot, seconds: number): number {
  return Math.max(1, secondsToFrames(seconds, project.frameRate))
}
