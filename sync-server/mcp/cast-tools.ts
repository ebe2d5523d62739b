import { z } from 'zod'
import { EntityId } from '#shared/model/ids.ts'
import { ClipBody } from '#shared/protocol/http.ts'
import { CharacterBody } from '#shared/protocol/characters.ts'
import { TemplateBody } from '#shared/protocol/templates.ts'
import { ClipId } from './common.ts'
import { counted, pageOf, PageInput } from './page-of.ts'
import { defineTool, type Tool } from './tool.ts'

const characters = pageOf('characters', CharacterBody)
const styles = pageOf('styles', TemplateBody)

const OfFilm = EntityId.optional().meta({ description: 'Those of this film; absent: those of the studio’s library' })
const CopyOf = EntityId.optional().meta({ description: 'The film whose own copy is meant' })
const CharacterId = EntityId.meta({ description: 'The character' })
const StyleId = EntityId.meta({ description: 'The style' })

/** Tools for who is in a film and how it looks. */
export const castTools: readonly Tool[] = [
  defineTool({
    name: 'list_characters',
    title: 'List characters',
    description: 'Who is in a film, or in the library that all films share.',
    operation: 'GET /api/v1/characters',
    input: z.strictObject({ project_id: OfFilm, ...PageInput }),
    ...characters,
    request: (query) => ({ query }),
    words: ({ characters: found, next_cursor }) => counted(found.length, 'character', next_cursor),
  }),
  defineTool({
    name: 'get_character',
    title: 'Read a character',
    description: 'How they look, the words and the LoRA that keep them the same, and reference pictures.',
    operation: 'GET /api/v1/characters/{id}',
    input: z.strictObject({ character_id: CharacterId, project_id: CopyOf }),
    output: CharacterBody,
    request: ({ character_id, project_id }) => ({ params: { id: character_id }, query: { project_id } }),
    words: ({ name, description }) => (description === '' ? name : `${name}: ${description}`),
  }),
  defineTool({
    name: 'apply_character',
    title: 'Put a character into a clip',
    description:
      'Of the film or the library. No prompt is written: what belongs to the character goes into each take when it is made. Doing it again changes nothing.',
    operation: 'POST /api/v1/characters/{id}/apply/{clip_id}',
    input: z.strictObject({ character_id: CharacterId, clip_id: ClipId }),
    output: ClipBody,
    request: ({ character_id, clip_id }) => ({ params: { id: character_id, clip_id } }),
    words: ({ number, character_ids }) => `Clip ${number} has ${character_ids.length} characters`,
  }),
  defineTool({
    name: 'remove_character',
    title: 'Take a character out of a clip',
    description: 'The film keeps the character.',
    operation: 'DELETE /api/v1/characters/{id}/apply/{clip_id}',
    input: z.strictObject({ character_id: CharacterId, clip_id: ClipId }),
    output: ClipBody,
    request: ({ character_id, clip_id }) => ({ params: { id: character_id, clip_id } }),
    words: ({ number, character_ids }) => `Clip ${number} has ${character_ids.length} characters`,
  }),
  defineTool({
    name: 'list_styles',
    title: 'List styles',
    description: 'The looks of a film, or of the library that all films share.',
    operation: 'GET /api/v1/templates',
    input: z.strictObject({ project_id: OfFilm, ...PageInput }),
    ...styles,
    request: (query) => ({ query }),
    words: ({ styles: found, next_cursor }) => counted(found.length, 'style', next_cursor),
  }),
  defineTool({
    name: 'get_style',
    title: 'Read a style',
    description: 'The words before and behind every prompt, the model, and sampling values.',
    operation: 'GET /api/v1/templates/{id}',
    input: z.strictObject({ style_id: StyleId, project_id: CopyOf }),
    output: TemplateBody,
    request: ({ style_id, project_id }) => ({ params: { id: style_id }, query: { project_id } }),
    words: ({ name, description }) => (description === '' ? name : `${name}: ${description}`),
  }),
  defineTool({
    name: 'apply_style',
    title: 'Give a clip a style',
    description: 'Of the film or the library. Its words and values go into each take when it is made.',
    operation: 'POST /api/v1/templates/{id}/use',
    input: z.strictObject({ style_id: StyleId, clip_id: ClipId }),
    output: TemplateBody,
    request: ({ style_id, clip_id }) => ({ params: { id: style_id }, body: { clip_id } }),
    words: ({ name }) => `The clip has the style “${name}”`,
  }),
]
