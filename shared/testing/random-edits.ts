import * as Y from 'yjs'
import {
  addCharacter,
  applyCharacter,
  removeCharacter,
  restoreCharacter,
  trashCharacter,
  updateCharacter,
} from '../commands/character-commands.ts'
import {
  addClip,
  duplicateClips,
  editPrompt,
  moveClips,
  pinClip,
  restoreClips,
  setClipLength,
  setClipSettings,
  trashClips,
  unpinClips,
} from '../commands/clip-commands.ts'
import { CommandError, type CommandContext } from '../commands/command.ts'
import { sendToPool, takeFromPool } from '../commands/pool-commands.ts'
import { setFrameRate, updateProject } from '../commands/project-commands.ts'
import { addScene, editLyrics, moveScene, restoreScene, trashScene } from '../commands/scene-commands.ts'
import { addStyle, setClipStyle, updateStyle, useStyle } from '../commands/style-commands.ts'
import { addTake, pickTake, trashTake } from '../commands/take-commands.ts'
import { readPoolEntry } from '../document/cast-records.ts'
import type { ProjectDoc } from '../document/project-doc.ts'
import { TakeFacts } from '../model/pool-entry.ts'
import { must } from '../util/assert.ts'
import type { Random } from '../util/random.ts'
import { aTake } from './builders.ts'

type Edit = (doc: ProjectDoc, random: Random, context: CommandContext) => unknown

const WORDS = ['neon', 'rain', 'pier', 'Mara', '🎬', 'low tide', '']
const RATES = [24, 25, 30]

const pick = <T>(items: readonly T[], random: Random): T | undefined => items[Math.floor(random() * items.length)]
const clip = (doc: ProjectDoc, random: Random): string => must(pick([...doc.clips.keys()], random), 'a clip')
const scene = (doc: ProjectDoc, random: Random): string => must(pick([...doc.scenes.keys()], random), 'a scene')
/** An entity of a root; an id that nobody has while there is none, which every command refuses. */
const entity = (root: { keys(): IterableIterator<string> }, random: Random): string =>
  pick([...root.keys()], random) ?? '00000000-0000-4000-8000-000000000000'
const someClips = (doc: ProjectDoc, random: Random): string[] => [clip(doc, random), clip(doc, random)]
const number = (random: Random, most: number): number => Math.floor(random() * most)

/** Changes one word of a text, wherever chance puts it. */
function retype(text: unknown, random: Random): string {
  const before = text instanceof Y.Text ? text.toString() : ''
  const at = number(random, before.length + 1)
  return (before.slice(0, at) + (pick(WORDS, random) ?? '') + before.slice(at + number(random, 3))).slice(0, 2000)
}

const EDITS: readonly Edit[] = [
  (doc, random, context) => addScene(doc, { name: 'New', afterId: scene(doc, random) }, context),
  (doc, random, context) => moveScene(doc, { id: scene(doc, random), beforeId: scene(doc, random) }, context),
  (doc, random, context) => trashScene(doc, { id: scene(doc, random) }, context),
  (doc, random, context) => restoreScene(doc, { id: scene(doc, random) }, context),
  (doc, random, context) => {
    const id = scene(doc, random)
    return editLyrics(doc, { id, text: retype(doc.scenes.get(id)?.get('lyrics'), random) }, context)
  },
  (doc, random, context) => addClip(doc, { sceneId: scene(doc, random), length: 1 + number(random, 90) }, context),
  (doc, random, context) => {
    const beside = clip(doc, random)
    const sceneId = String(doc.clips.get(beside)?.get('sceneId'))
    return addClip(doc, { sceneId, beforeId: beside }, context)
  },
  (doc, random, context) => moveClips(doc, { ids: someClips(doc, random), sceneId: scene(doc, random) }, context),
  (doc, random, context) => {
    const beside = clip(doc, random)
    const sceneId = String(doc.clips.get(beside)?.get('sceneId'))
    return moveClips(doc, { ids: [clip(doc, random)], sceneId, afterId: beside }, context)
  },
  (doc, random, context) => setClipLength(doc, { ids: [clip(doc, random)], length: 1 + number(random, 200) }, context),
  (doc, random, context) =>
    pinClip(
      doc,
      { id: clip(doc, random), pin: { frame: number(random, 900), kind: random() < 0.5 ? 'held' : 'locked' } },
      context,
    ),
  (doc, random, context) => unpinClips(doc, { ids: [clip(doc, random)] }, context),
  (doc, random, context) => {
    const id = clip(doc, random)
    return editPrompt(
      doc,
      { id, field: 'imagePrompt', text: retype(doc.clips.get(id)?.get('imagePrompt'), random) },
      context,
    )
  },
  (doc, random, context) =>
    setClipSettings(doc, { ids: [clip(doc, random)], settings: { steps: 1 + number(random, 50) } }, context),
  (doc, random, context) => trashClips(doc, { ids: [clip(doc, random)] }, context),
  (doc, random, context) => restoreClips(doc, { ids: [clip(doc, random)] }, context),
  (doc, random, context) => duplicateClips(doc, { ids: [clip(doc, random)] }, context),
  (doc, random, context) =>
    addTake(doc, { take: aTake(clip(doc, random), context.newId(), { createdAt: context.now() }) }, context),
  (doc, random, context) => {
    const take = pick([...doc.takes.values()], random)
    return take && pickTake(doc, { clipId: take.clipId, takeId: take.id }, context)
  },
  (doc, random, context) => {
    const take = pick([...doc.takes.keys()], random)
    return take && trashTake(doc, { id: take }, context)
  },
  (doc, _random, context) => addCharacter(doc, { name: 'Mara', references: ['front.png'] }, context),
  (doc, random, context) => {
    const id = entity(doc.characters, random)
    const fields = doc.characters.get(id)
    return random() < 0.5
      ? updateCharacter(doc, { id, description: retype(fields?.get('description'), random) }, context)
      : updateCharacter(doc, { id, references: [`${number(random, 5)}.png`, `${number(random, 5)}.png`] }, context)
  },
  (doc, random, context) => trashCharacter(doc, { id: entity(doc.characters, random) }, context),
  (doc, random, context) => restoreCharacter(doc, { id: entity(doc.characters, random) }, context),
  (doc, random, context) =>
    applyCharacter(doc, { id: entity(doc.characters, random), clipIds: someClips(doc, random) }, context),
  (doc, random, context) =>
    removeCharacter(doc, { id: entity(doc.characters, random), clipIds: someClips(doc, random) }, context),
  (doc, _random, context) => addStyle(doc, { name: 'Neon', params: { steps: 8 } }, context),
  (doc, random, context) => useStyle(doc, { id: entity(doc.styles, random) }, context),
  (doc, random, context) =>
    updateStyle(doc, { id: entity(doc.styles, random), params: { steps: number(random, 50) + 1, cfg: 2 } }, context),
  (doc, random, context) =>
    setClipStyle(doc, { styleId: entity(doc.styles, random), clipIds: [clip(doc, random)] }, context),
  (doc, random, context) => {
    const take = pick([...doc.takes.values()], random)
    return take && sendToPool(doc, { takeId: take.id, name: 'Offered', facts: TakeFacts.parse(take) }, context)
  },
  (doc, random, context) => {
    const entry = readPoolEntry(doc, entity(doc.pool, random))
    return entry && takeFromPool(doc, { entry, clipId: clip(doc, random) }, context)
  },
  (doc, random, context) => updateProject(doc, { name: pick(WORDS, random) || 'Film' }, context),
  (doc, random, context) =>
    setFrameRate(doc, { frameRate: { num: must(pick(RATES, random), 'a rate'), den: 1 } }, context),
]

/**
 * Makes one edit by chance. Refusals are part of life (a neighbour is in the trash, say) and must change nothing;
 * returns whether the edit was refused.
 */
export function randomEdit(doc: ProjectDoc, random: Random, context: CommandContext): 'done' | 'refused' {
  try {
    must(pick(EDITS, random), 'an edit')(doc, random, context)
    return 'done'
  } catch (error) {
    if (error instanceof CommandError) return 'refused'
    throw error
  }
}
