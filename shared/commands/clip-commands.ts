import { z } from 'zod'
import * as Y from 'yjs'
import type { ProjectDoc } from '../document/project-doc.ts'
import { readProject, readTake } from '../document/records.ts'
import { applyText } from '../document/text.ts'
import { Clip, DEFAULT_CLIP_SECONDS, MAX_TEXT, Pin, PromptField } from '../model/clip.ts'
import { EntityId } from '../model/ids.ts'
import { planInsertion, type Ordered } from '../model/order-key.ts'
import { Name } from '../model/project.ts'
import { GenerationSettings } from '../model/settings.ts'
import type { Take } from '../model/take.ts'
import { FrameCount, secondsToFrames } from '../model/time.ts'
import { nextClipNumber } from './clip-number.ts'
import { CommandError, defineCommand } from './command.ts'
import {
  anyClip,
  clipSiblings,
  fieldsOf,
  liveClip,
  liveScene,
  placeIndex,
  sceneSiblings,
  type Place,
} from './lookup.ts'

const PromptText = z.string().max(MAX_TEXT)
const ClipIds = z.array(EntityId).min(1).max(5000)

/** Every clip number that was ever given in this film. */
function takenNumbers(doc: ProjectDoc): Set<string> {
  const taken = new Set<string>()
  for (const clip of doc.clips.values()) {
    const number: unknown = clip instanceof Y.Map ? clip.get('number') : null
    if (typeof number === 'string') taken.add(number)
  }
  return taken
}

const sceneNumberOf = (doc: ProjectDoc, sceneId: string): number =>
  sceneSiblings(doc).findIndex((scene) => scene.id === sceneId) + 1

/** A clip's fields as they go into the document, apart from what `writeClip` makes a shared type of. */
type ClipFields = Omit<Clip, 'id' | 'imagePrompt' | 'videoPrompt' | 'negativePrompt' | 'settings' | 'characterIds'>
type ClipParts = Pick<Clip, PromptField | 'settings' | 'characterIds'>

/** Writes a whole clip. Call inside a transaction only. */
export function writeClip(doc: ProjectDoc, id: string, fields: ClipFields, parts: ClipParts): void {
  const map = new Y.Map<unknown>(Object.entries(fields))
  for (const field of PromptField.options) map.set(field, new Y.Text(parts[field]))
  map.set('settings', new Y.Map(Object.entries(parts.settings)))
  map.set('characters', new Y.Map(parts.characterIds.map((characterId) => [characterId, true])))
  doc.clips.set(id, map)
}

const AddClip = z.object({
  id: EntityId.optional(),
  sceneId: EntityId,
  name: Clip.shape.name.default(''),
  length: FrameCount.optional(),
  imagePrompt: PromptText.default(''),
  videoPrompt: PromptText.default(''),
  negativePrompt: PromptText.default(''),
  settings: GenerationSettings.default({}),
  pin: Pin.nullable().default(null),
  alternateOf: EntityId.nullable().default(null),
  afterId: EntityId.optional(),
  beforeId: EntityId.optional(),
})

/** Adds a clip at the end of a scene, or beside another clip. It gets its permanent number here. Returns its id. */
export const addClip = defineCommand('clip.add', AddClip, (doc: ProjectDoc, args, context): (() => string) => {
  const id = args.id ?? context.newId()
  if (doc.clips.has(id)) throw new CommandError('conflict', 'There is a clip with this id already')
  liveScene(doc, args.sceneId)
  if (args.alternateOf !== null) liveClip(doc, args.alternateOf)
  const siblings = clipSiblings(doc, args.sceneId)
  const index = placeIndex(siblings, args)
  const plan = planInsertion(siblings, index)
  const number = nextClipNumber(
    sceneNumberOf(doc, args.sceneId),
    siblings[index - 1]?.number ?? null,
    index === siblings.length,
    takenNumbers(doc),
  )
  const length = args.length ?? Math.max(1, secondsToFrames(DEFAULT_CLIP_SECONDS, readProject(doc).frameRate))
  const { sceneId, name, pin, alternateOf } = args
  return () => {
    respace(doc, plan.respaced)
    writeClip(
      doc,
      id,
      {
        sceneId,
        number,
        name,
        order: plan.key,
        length,
        sourceIn: 0,
        pin,
        styleId: null,
        selectedTakeId: null,
        alternateOf,
        createdAt: context.now(),
        deletedAt: null,
      },
      { ...args, characterIds: [] },
    )
    return id
  }
})

function respace(doc: ProjectDoc, respaced: readonly Ordered[]): void {
  for (const { id, order } of respaced) doc.clips.get(id)?.set('order', order)
}

/** Renames clips. */
export const renameClip = defineCommand(
  'clip.rename',
  z.object({ id: EntityId, name: Name.or(z.literal('')) }),
  (doc: ProjectDoc, { id, name }) => {
    const before = liveClip(doc, id)
    return () => {
      if (before.name !== name) fieldsOf(doc.clips, id).set('name', name)
    }
  },
)

/** Sets how long clips are, in frames. What follows on the main track moves along, as far as pins allow. */
export const setClipLength = defineCommand(
  'clip.set-length',
  z.object({ ids: ClipIds, length: FrameCount }),
  (doc: ProjectDoc, { ids, length }) => {
    const changed = ids.map((id) => liveClip(doc, id)).filter((clip) => clip.length !== length)
    return () => {
      for (const clip of changed) fieldsOf(doc.clips, clip.id).set('length', length)
    }
  },
)

/** Pins a clip to a frame of the film. */
export const pinClip = defineCommand(
  'clip.pin',
  z.object({ id: EntityId, pin: Pin }),
  (doc: ProjectDoc, { id, pin }) => {
    liveClip(doc, id)
    return () => {
      fieldsOf(doc.clips, id).set('pin', pin)
    }
  },
)

/** Takes the pins off clips; they close up with what is before them. */
export const unpinClips = defineCommand('clip.unpin', z.object({ ids: ClipIds }), (doc: ProjectDoc, { ids }) => {
  const pinned = ids.map((id) => liveClip(doc, id)).filter((clip) => clip.pin !== null)
  return () => {
    for (const clip of pinned) fieldsOf(doc.clips, clip.id).set('pin', null)
  }
})

/** Makes a prompt read `text` by the smallest edit; `caret` says where the typing happened. */
export const editPrompt = defineCommand(
  'clip.edit-prompt',
  z.object({ id: EntityId, field: PromptField, text: PromptText, caret: z.int().min(0).optional() }),
  (doc: ProjectDoc, { id, field, text, caret }) => {
    liveClip(doc, id)
    return () => {
      const map = fieldsOf(doc.clips, id)
      const prompt = map.get(field)
      if (prompt instanceof Y.Text) applyText(prompt, text, caret)
      else map.set(field, new Y.Text(text))
    }
  },
)

/** A setting given as null goes back to "chosen when the job is made". */
const SettingsPatch = z.object(
  Object.fromEntries(Object.entries(GenerationSettings.shape).map(([key, schema]) => [key, schema.nullable()])) as {
    [K in keyof typeof GenerationSettings.shape]: z.ZodNullable<(typeof GenerationSettings.shape)[K]>
  },
)

/** Changes generation settings of clips, key by key; the other keys stay as they are. */
export const setClipSettings = defineCommand(
  'clip.set-settings',
  z.object({ ids: ClipIds, settings: SettingsPatch.partial() }),
  (doc: ProjectDoc, { ids, settings }) => {
    const clips = ids.map((id) => liveClip(doc, id))
    const entries = Object.entries(settings).filter(([, value]) => value !== undefined)
    return () => {
      for (const clip of clips) {
        const map = fieldsOf(doc.clips, clip.id)
        const present = map.get('settings')
        const target: Y.Map<unknown> = present instanceof Y.Map ? present : new Y.Map<unknown>()
        if (target !== present) map.set('settings', target)
        for (const [key, value] of entries) {
          if (value === null) target.delete(key)
          else if (target.get(key) !== value) target.set(key, value)
        }
      }
    }
  },
)

/** The keys that place `ids` together, in the order given, at a place among the other clips of a scene. */
export function planMove(doc: ProjectDoc, sceneId: string, ids: readonly string[], place: Place): Ordered[] {
  const moving = new Set(ids)
  const siblings: Ordered[] = clipSiblings(doc, sceneId, moving)
  let index = placeIndex(siblings, place)
  const written = new Map<string, Ordered>()
  for (const id of ids) {
    const plan = planInsertion(siblings, index)
    for (const moved of plan.respaced) {
      written.set(moved.id, moved)
      const at = siblings.findIndex((sibling) => sibling.id === moved.id)
      siblings[at] = moved
    }
    const own = { id, order: plan.key }
    written.set(id, own)
    siblings.splice(index, 0, own)
    index += 1
  }
  return [...written.values()]
}

const MoveClips = z.object({
  ids: ClipIds,
  sceneId: EntityId,
  afterId: EntityId.optional(),
  beforeId: EntityId.optional(),
})

/**
 * Moves clips, in the order given, to a place in a scene (its end when no neighbour is named). A held pin is dropped,
 * since it only kept the clip where it was; a locked one stays.
 */
export const moveClips = defineCommand('clip.move', MoveClips, (doc: ProjectDoc, { ids, sceneId, ...place }) => {
  liveScene(doc, sceneId)
  const unique = [...new Set(ids)]
  const clips = new Map(unique.map((id) => [id, liveClip(doc, id)]))
  const keys = planMove(doc, sceneId, unique, place)
  return () => {
    for (const { id, order } of keys) fieldsOf(doc.clips, id).set('order', order)
    for (const clip of clips.values()) {
      const map = fieldsOf(doc.clips, clip.id)
      if (clip.sceneId !== sceneId) map.set('sceneId', sceneId)
      if (clip.pin?.kind === 'held') map.set('pin', null)
    }
  }
})

/** Moves clips to the trash; what follows closes up. */
export const trashClips = defineCommand(
  'clip.trash',
  z.object({ ids: ClipIds }),
  (doc: ProjectDoc, { ids }, context) => {
    for (const id of ids) liveClip(doc, id)
    return () => {
      for (const id of ids) fieldsOf(doc.clips, id).set('deletedAt', context.now())
    }
  },
)

/** Takes clips out of the trash; those that are not in it stay as they are. */
export const restoreClips = defineCommand('clip.restore', z.object({ ids: ClipIds }), (doc: ProjectDoc, { ids }) => {
  const trashed = ids.map((id) => anyClip(doc, id)).filter((clip) => clip.deletedAt !== null)
  return () => {
    for (const clip of trashed) fieldsOf(doc.clips, clip.id).set('deletedAt', null)
  }
})

/** The stored values of a clip's live takes, fields that this version does not know included. */
function liveTakes(doc: ProjectDoc, clipId: string): Take[] {
  return [...doc.takes.entries()].flatMap(([id, value]) => {
    const take = readTake(doc, id)
    return take?.clipId === clipId && take.deletedAt === null ? [{ ...value, id }] : []
  })
}

/**
 * Duplicates clips, each right behind its original with an insert number (3.04A), sharing prompts, settings and
 * takes (the takes' files are referred to, not copied). Returns the new ids in the order given.
 */
export const duplicateClips = defineCommand(
  'clip.duplicate',
  z.object({ ids: ClipIds }),
  (doc: ProjectDoc, { ids }, context): (() => string[]) => {
    const originals = [...new Set(ids)].map((id) => liveClip(doc, id))
    const taken = takenNumbers(doc)
    const copies = originals.map((clip) => {
      const number = nextClipNumber(0, clip.number, false, taken)
      taken.add(number)
      return { clip, number, id: context.newId() }
    })
    return () =>
      copies.map(({ clip, number, id }) => {
        const siblings = clipSiblings(doc, clip.sceneId)
        const plan = planInsertion(siblings, placeIndex(siblings, { afterId: clip.id }))
        respace(doc, plan.respaced)
        let selectedTakeId: string | null = null
        for (const take of liveTakes(doc, clip.id)) {
          const copyId = context.newId()
          if (take.id === clip.selectedTakeId) selectedTakeId = copyId
          doc.takes.set(copyId, { ...take, id: copyId, clipId: id })
        }
        const { id: _id, imagePrompt, videoPrompt, negativePrompt, settings, characterIds, ...fields } = clip
        writeClip(
          doc,
          id,
          { ...fields, number, order: plan.key, pin: null, selectedTakeId, createdAt: context.now() },
          { imagePrompt, videoPrompt, negativePrompt, settings, characterIds },
        )
        return id
      })
  },
)
