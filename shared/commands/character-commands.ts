import * as Y from 'yjs'
import { z } from 'zod'
import { CHARACTER_PARTS, orderedReferences, readCharacter } from '../document/cast-records.ts'
import { newEntity, type PlainFields } from '../document/entity-fields.ts'
import type { CastDoc, EntityMap, ProjectDoc } from '../document/project-doc.ts'
import { Character, CharacterFields, NEW_CHARACTER } from '../model/character.ts'
import { EntityId } from '../model/ids.ts'
import { keysForList } from '../model/order-key.ts'
import { CommandError, defineCommand } from './command.ts'
import { entityCommands, liveEntity } from './entity-commands.ts'
import { fieldsOf, liveClip } from './lookup.ts'

const KIND = {
  noun: 'character',
  called: 'character',
  root: (doc: CastDoc) => doc.characters,
  read: readCharacter,
  fields: CharacterFields,
  defaults: { ...NEW_CHARACTER, sourceId: null },
  parts: CHARACTER_PARTS,
  store: storedCharacter,
}

/** Adds, changes, trashes and restores a character, in a film or in the library. */
export const {
  add: addCharacter,
  update: updateCharacter,
  trash: trashCharacter,
  restore: restoreCharacter,
} = entityCommands(KIND)

/** References as a map from picture to order key; pictures that stay keep their keys, so that added ones merge. */
function storedCharacter(fields: PlainFields, before: EntityMap | null): PlainFields {
  const { references } = fields
  if (!Array.isArray(references)) return fields
  const wanted = [...new Set(references.map(String))]
  const known = before?.get('references')
  const keys = known instanceof Y.Map ? (known.toJSON() as Record<string, unknown>) : {}
  return { ...fields, references: keysForList(wanted, orderedReferences(keys), keys) }
}

const ClipIds = z.array(EntityId).max(5000)

/**
 * Puts a character into clips. Nothing is written into any prompt, and a clip that has the character stays as it is.
 * With `from`, the library's record, the film first gets a copy of it under the same id, or its own out of the trash:
 * so two people who use one character at the same time have one.
 */
export const applyCharacter = defineCommand(
  'character.apply',
  z.object({ id: EntityId, clipIds: ClipIds, from: Character.optional() }),
  (doc: ProjectDoc, { id, clipIds, from }, context) => {
    const known = readCharacter(doc, id)
    if (!from) liveEntity(KIND, doc, id)
    else if (from.id !== id || from.deletedAt !== null)
      throw new CommandError('invalid', 'This is no character of the library')
    for (const clipId of clipIds) liveClip(doc, clipId)
    return () => {
      if (!known && from) copyCharacter(doc, from, context.now())
      else if (known?.deletedAt !== null) doc.characters.get(id)?.set('deletedAt', null)
      for (const clipId of clipIds) {
        const map = fieldsOf(doc.clips, clipId)
        const present = map.get('characters')
        if (present instanceof Y.Map) {
          if (!present.has(id)) present.set(id, true)
        } else map.set('characters', new Y.Map([[id, true]]))
      }
    }
  },
)

/** Takes a character out of clips; the film keeps it. */
export const removeCharacter = defineCommand(
  'character.remove',
  z.object({ id: EntityId, clipIds: ClipIds }),
  (doc: ProjectDoc, { id, clipIds }) => {
    for (const clipId of clipIds) liveClip(doc, clipId)
    return () => {
      for (const clipId of clipIds) {
        const present = fieldsOf(doc.clips, clipId).get('characters')
        if (present instanceof Y.Map && present.has(id)) present.delete(id)
      }
    }
  },
)

function copyCharacter(doc: ProjectDoc, { id, ...fields }: Character, now: number): void {
  const copy = storedCharacter({ ...fields, sourceId: id, createdAt: now, deletedAt: null }, null)
  doc.characters.set(id, newEntity(copy, CHARACTER_PARTS))
}

/** Writes whole characters of a film that is brought in. Call inside a transaction only. */
export function writeCharacter(doc: CastDoc, { id, ...fields }: Character): void {
  doc.characters.set(id, newEntity(storedCharacter(fields, null), CHARACTER_PARTS))
}
