import * as Y from 'yjs'
import { z } from 'zod'
import { isFields, newEntity, newValue, sameValue, setKeys } from '../document/entity-fields.ts'
import type { PlainFields, SharedFields } from '../document/entity-fields.ts'
import type { EntityMap } from '../document/project-doc.ts'
import { applyText } from '../document/text.ts'
import { EntityId } from '../model/ids.ts'
import { CommandError, defineCommand, type Command, type CommandableDoc } from './command.ts'
import { fieldsOf } from './lookup.ts'

/** One kind of entity that a person makes, describes and throws away. */
export interface EntityKind<D extends CommandableDoc, Shape extends z.ZodRawShape> {
  /** First part of its commands' names. */
  readonly noun: string
  /** "character", in the middle of a sentence. */
  readonly called: string
  readonly root: (doc: D) => Y.Map<EntityMap>
  readonly read: (doc: D, id: string) => { readonly name: string; readonly deletedAt: number | null } | null
  /** What a person says of one. */
  readonly fields: z.ZodObject<Shape>
  /** What a new one is where nothing is said. */
  readonly defaults: PlainFields
  readonly parts: SharedFields
  /** Fields as the document holds them, where that is another form; `before` is the entity as it is. */
  readonly store?: (fields: PlainFields, before: EntityMap | null) => PlainFields
}

type Given<Shape extends z.ZodRawShape> = { [K in keyof Shape]: z.ZodOptional<Shape[K]> }

/** The commands that every kind has. */
export interface EntityCommands<D extends CommandableDoc, Shape extends z.ZodRawShape> {
  /** Adds one and returns its id. */
  readonly add: Command<D, z.ZodObject<Given<Shape> & { id: z.ZodOptional<typeof EntityId> }>, string>
  /** Changes what is given and leaves the rest. */
  readonly update: Command<D, z.ZodObject<Given<Shape> & { id: typeof EntityId }>, void>
  /** Moves one to the trash. */
  readonly trash: Command<D, z.ZodObject<{ id: typeof EntityId }>, void>
  /** Takes one out of the trash; one that is not in it stays as it is. */
  readonly restore: Command<D, z.ZodObject<{ id: typeof EntityId }>, void>
}

/** One that exists, trashed or not. */
export function anyEntity<D extends CommandableDoc, R>(
  kind: { readonly called: string; readonly read: (doc: D, id: string) => R | null },
  doc: D,
  id: string,
): R {
  const record = kind.read(doc, id)
  if (!record) throw new CommandError('not-found', `There is no such ${kind.called}`)
  return record
}

/** One that may be edited and put to use: it exists and is not in the trash. */
export function liveEntity<
  D extends CommandableDoc,
  R extends { readonly name: string; readonly deletedAt: number | null },
>(kind: { readonly called: string; readonly read: (doc: D, id: string) => R | null }, doc: D, id: string): R {
  const record = anyEntity(kind, doc, id)
  if (record.deletedAt !== null)
    throw new CommandError('in-trash', `${record.name || `The ${kind.called}`} is in the trash. Restore it first`)
  return record
}

/** Makes the commands of a kind. */
export function entityCommands<D extends CommandableDoc, Shape extends z.ZodRawShape>(
  kind: EntityKind<D, Shape>,
): EntityCommands<D, Shape> {
  const given = kind.fields.partial() as unknown as z.ZodObject<Given<Shape>>
  const stored = kind.store ?? ((fields) => fields)
  const idOnly = z.object({ id: EntityId })

  const add = defineCommand(`${kind.noun}.add`, given.extend({ id: EntityId.optional() }), (doc: D, args, context) => {
    const { id: asked, ...fields } = args as PlainFields & { id?: string | undefined }
    const id = asked ?? context.newId()
    if (kind.root(doc).has(id)) throw new CommandError('conflict', `There is a ${kind.called} with this id already`)
    const whole = { ...kind.defaults, ...withoutGaps(fields), createdAt: context.now(), deletedAt: null }
    const lacking = kind.fields.safeParse(whole)
    if (!lacking.success) throw incomplete(kind.called, lacking.error)
    return () => {
      kind.root(doc).set(id, newEntity(stored(whole, null), kind.parts))
      return id
    }
  })

  const update = defineCommand(`${kind.noun}.update`, given.extend({ id: EntityId }), (doc: D, args) => {
    const { id, ...fields } = args as PlainFields & { id: string }
    liveEntity(kind, doc, id)
    return () => {
      const map = fieldsOf(kind.root(doc), id)
      patchEntity(map, stored(withoutGaps(fields), map), kind.parts)
    }
  })

  const trash = defineCommand(`${kind.noun}.trash`, idOnly, (doc: D, { id }, context) => {
    liveEntity(kind, doc, id)
    return () => {
      fieldsOf(kind.root(doc), id).set('deletedAt', context.now())
    }
  })

  const restore = defineCommand(`${kind.noun}.restore`, idOnly, (doc: D, { id }) => {
    anyEntity(kind, doc, id)
    return () => {
      const map = fieldsOf(kind.root(doc), id)
      if (map.get('deletedAt') !== null) map.set('deletedAt', null)
    }
  })
  return { add, update, trash, restore } as unknown as EntityCommands<D, Shape>
}

/** Gives an entity these fields, and writes only what differs: texts by their smallest edit, maps key by key. */
function patchEntity(map: EntityMap, fields: PlainFields, parts: SharedFields): void {
  for (const [key, then] of Object.entries(fields)) {
    const now = map.get(key)
    if (now instanceof Y.Text && typeof then === 'string') applyText(now, then)
    else if (now instanceof Y.Map && isFields(then)) setKeys(now, then)
    else if (!sameValue(now, then)) map.set(key, newValue(key, then, parts))
  }
}

function withoutGaps(fields: PlainFields): PlainFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function incomplete(called: string, error: z.ZodError): CommandError {
  const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  const [first] = issues
  return new CommandError('invalid', `A ${called} needs more than that. ${first?.path}: ${first?.message}`, issues)
}
