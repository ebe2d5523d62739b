import type { z } from 'zod'
import type { FilmEdit } from '#server/films/films.ts'
import { applyCharacter, removeCharacter } from '#shared/commands/character-commands.ts'
import { setClipSettings } from '#shared/commands/clip-commands.ts'
import { setClipStyle } from '#shared/commands/style-commands.ts'
import { settingsOfBody, type ClipLookBody } from '#shared/protocol/clip-look.ts'

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
