import { z } from 'zod'
import * as Y from 'yjs'
import { isEmptyProject, type ProjectDoc } from '../document/project-doc.ts'
import { Character } from '../model/character.ts'
import { Clip } from '../model/clip.ts'
import { PoolEntry } from '../model/pool-entry.ts'
import { Music, Name, Project, SCHEMA_VERSION } from '../model/project.ts'
import { Scene } from '../model/scene.ts'
import { Style } from '../model/style.ts'
import { Take } from '../model/take.ts'
import { writeCharacter } from './character-commands.ts'
import { writeClip } from './clip-commands.ts'
import { CommandError, defineCommand } from './command.ts'
import { writePoolEntry } from './pool-commands.ts'
import { writeStyle } from './style-commands.ts'

const ImportFilm = z.object({
  project: z.object({
    name: Name,
    description: Project.shape.description.default(''),
    frameRate: Project.shape.frameRate,
    width: Project.shape.width,
    height: Project.shape.height,
    music: Music.nullable().default(null),
  }),
  scenes: z.array(Scene).max(10_000),
  clips: z.array(Clip).max(100_000),
  takes: z.array(Take).max(1_000_000),
  characters: z.array(Character).max(10_000).default([]),
  styles: z.array(Style).max(10_000).default([]),
  pool: z.array(PoolEntry).max(100_000).default([]),
  /** True for the film that comes with the product. */
  sample: z.boolean().default(false),
})

/**
 * Fills an empty document with a whole film in one transaction: records come with the ids, order and numbers they
 * keep. Refused when anything in them points at a record that is not there.
 */
export const importFilm = defineCommand('project.import', ImportFilm, (doc: ProjectDoc, args, context) => {
  if (!isEmptyProject(doc)) throw new CommandError('conflict', 'This film exists already')
  const problem = firstBrokenLink(args)
  if (problem !== null) throw new CommandError('invalid', `The film cannot be read. ${problem}`)
  const meta = {
    ...args.project,
    schemaVersion: SCHEMA_VERSION,
    createdAt: context.now(),
    archivedAt: null,
    deletedAt: null,
    sample: args.sample,
  }
  return () => {
    for (const [key, value] of Object.entries(meta)) doc.meta.set(key, value)
    for (const { id, lyrics, ...fields } of args.scenes) {
      const map = new Y.Map<unknown>(Object.entries(fields))
      map.set('lyrics', new Y.Text(lyrics))
      doc.scenes.set(id, map)
    }
    for (const clip of args.clips) {
      const { id, imagePrompt, videoPrompt, negativePrompt, settings, characterIds, ...fields } = clip
      writeClip(doc, id, fields, { imagePrompt, videoPrompt, negativePrompt, settings, characterIds })
    }
    for (const take of args.takes) doc.takes.set(take.id, take)
    for (const character of args.characters) writeCharacter(doc, character)
    for (const style of args.styles) writeStyle(doc, style)
    for (const entry of args.pool) writePoolEntry(doc, entry)
  }
})

/** Says which record points at one that is missing, or that two share an id; null when all is well. */
function firstBrokenLink(film: z.output<typeof ImportFilm>): string | null {
  const scenes = new Set(film.scenes.map((scene) => scene.id))
  const clips = new Set(film.clips.map((clip) => clip.id))
  const clipOfTake = new Map(film.takes.map((take) => [take.id, take.clipId]))
  if (scenes.size + clips.size + clipOfTake.size < film.scenes.length + film.clips.length + film.takes.length) {
    return 'Two of its records share an id'
  }
  for (const clip of film.clips) {
    if (!scenes.has(clip.sceneId)) return `Clip ${clip.number} belongs to no scene`
    const picked = clip.selectedTakeId
    if (picked !== null && clipOfTake.get(picked) !== clip.id)
      return `Clip ${clip.number} picks a take it does not have`
  }
  const lost = film.takes.find((take) => !clips.has(take.clipId))
  return lost ? `Take ${lost.id} belongs to no clip` : null
}
