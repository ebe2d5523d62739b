import { z } from 'zod'
import * as Y from 'yjs'
import type { ProjectDoc } from '../document/project-doc.ts'
import { readScene } from '../document/records.ts'
import { applyText } from '../document/text.ts'
import { MAX_TEXT } from '../model/clip.ts'
import { EntityId } from '../model/ids.ts'
import { planInsertion, type OrderPlan } from '../model/order-key.ts'
import { Name } from '../model/project.ts'
import { Scene, SCENE_COLOURS } from '../model/scene.ts'
import { CommandError, defineCommand } from './command.ts'
import { fieldsOf, liveScene, placeIndex, sceneSiblings } from './lookup.ts'

const SceneText = z.string().max(MAX_TEXT)

/** Writes the keys of siblings that had to give way. */
function respace(doc: ProjectDoc, plan: OrderPlan): void {
  for (const { id, order } of plan.respaced) doc.scenes.get(id)?.set('order', order)
}

const AddScene = z.object({
  id: EntityId.optional(),
  name: Name,
  part: Scene.shape.part.default(''),
  description: Scene.shape.description.default(''),
  lyrics: SceneText.default(''),
  colour: Scene.shape.colour.optional(),
  alternateOf: EntityId.nullable().default(null),
  afterId: EntityId.optional(),
  beforeId: EntityId.optional(),
})

/** Adds a scene at the end, or beside another. Returns its id. */
export const addScene = defineCommand('scene.add', AddScene, (doc: ProjectDoc, args, context): (() => string) => {
  const { id: givenId, lyrics, afterId, beforeId, colour, ...fields } = args
  const id = givenId ?? context.newId()
  if (doc.scenes.has(id)) throw new CommandError('conflict', 'There is a scene with this id already')
  if (fields.alternateOf !== null) liveScene(doc, fields.alternateOf)
  const siblings = sceneSiblings(doc)
  const plan = planInsertion(siblings, placeIndex(siblings, { afterId, beforeId }))
  const record = {
    ...fields,
    order: plan.key,
    colour: colour ?? doc.scenes.size % SCENE_COLOURS,
    createdAt: context.now(),
    deletedAt: null,
  }
  return () => {
    respace(doc, plan)
    const map = new Y.Map<unknown>(Object.entries(record))
    map.set('lyrics', new Y.Text(lyrics))
    doc.scenes.set(id, map)
    return id
  }
})

const UpdateScene = z.object({
  id: EntityId,
  name: Name.optional(),
  part: Scene.shape.part.optional(),
  description: Scene.shape.description.optional(),
  colour: Scene.shape.colour.optional(),
})

/** Renames, describes or recolours a scene. */
export const updateScene = defineCommand('scene.update', UpdateScene, (doc: ProjectDoc, { id, ...fields }) => {
  const before = liveScene(doc, id)
  const changes = Object.entries(fields).filter(
    ([key, value]) => value !== undefined && value !== before[key as keyof Scene],
  )
  return () => {
    const map = fieldsOf(doc.scenes, id)
    for (const [key, value] of changes) map.set(key, value)
  }
})

/** Makes the lyrics read `text` by the smallest edit; `caret` says where the typing happened. */
export const editLyrics = defineCommand(
  'scene.edit-lyrics',
  z.object({ id: EntityId, text: SceneText, caret: z.int().min(0).optional() }),
  (doc: ProjectDoc, { id, text, caret }) => {
    liveScene(doc, id)
    return () => {
      const map = fieldsOf(doc.scenes, id)
      const lyrics = map.get('lyrics')
      if (lyrics instanceof Y.Text) applyText(lyrics, text, caret)
      else map.set('lyrics', new Y.Text(text))
    }
  },
)

/** Moves a scene, and with it its clips, to beside another; one field is written. */
export const moveScene = defineCommand(
  'scene.move',
  z.object({ id: EntityId, afterId: EntityId.optional(), beforeId: EntityId.optional() }),
  (doc: ProjectDoc, { id, ...place }) => {
    liveScene(doc, id)
    const siblings = sceneSiblings(doc, id)
    const plan = planInsertion(siblings, placeIndex(siblings, place))
    return () => {
      respace(doc, plan)
      fieldsOf(doc.scenes, id).set('order', plan.key)
    }
  },
)

/** Moves a scene to the trash. Its clips stay in it, unseen, and come back with it. */
export const trashScene = defineCommand(
  'scene.trash',
  z.object({ id: EntityId }),
  (doc: ProjectDoc, { id }, context) => {
    liveScene(doc, id)
    return () => {
      fieldsOf(doc.scenes, id).set('deletedAt', context.now())
    }
  },
)

/** Takes a scene out of the trash; one that is not in it stays as it is. */
export const restoreScene = defineCommand('scene.restore', z.object({ id: EntityId }), (doc: ProjectDoc, { id }) => {
  if (!readScene(doc, id)) throw new CommandError('not-found', 'There is no such scene')
  return () => {
    const map = fieldsOf(doc.scenes, id)
    if (map.get('deletedAt') !== null) map.set('deletedAt', null)
  }
})
