import { z } from 'zod'
import { POOL_PARTS, readPoolEntry } from '../document/cast-records.ts'
import { newEntity } from '../document/entity-fields.ts'
import type { CastDoc, ProjectDoc } from '../document/project-doc.ts'
import { readTake } from '../document/records.ts'
import { EntityId } from '../model/ids.ts'
import { PoolEntry, PoolEntryFields, TakeFacts } from '../model/pool-entry.ts'
import { CommandError, defineCommand } from './command.ts'
import { entityCommands } from './entity-commands.ts'
import { fieldsOf, liveClip } from './lookup.ts'
import { addTake } from './take-commands.ts'

const KIND = {
  noun: 'pool',
  called: 'entry of the pool',
  root: (doc: CastDoc) => doc.pool,
  read: readPoolEntry,
  fields: PoolEntryFields,
  defaults: { prompt: '' },
  parts: POOL_PARTS,
}

/** Renames an entry of the pool, takes it out to the trash, and brings it back. */
export const { update: updatePoolEntry, trash: trashPoolEntry, restore: restorePoolEntry } = entityCommands(KIND)

const SendToPool = PoolEntryFields.partial({ prompt: true }).extend({
  takeId: EntityId,
  facts: TakeFacts,
  fromProjectId: PoolEntry.shape.fromProjectId.default(null),
  fromClipId: PoolEntry.shape.fromClipId.default(null),
})

/**
 * Offers a take for reuse, in its film or in the library: its medium is referred to, not copied. The entry has the take's
 * id, so a second time changes nothing; one that lay in the trash comes out of it. Returns whether it was not there.
 */
export const sendToPool = defineCommand('pool.add', SendToPool, (doc: CastDoc, args, context): (() => boolean) => {
  const { takeId, facts, name, prompt = '', fromProjectId, fromClipId } = args
  if (facts.kind === 'audio') throw new CommandError('invalid', 'Only pictures and videos go into the pool')
  const known = readPoolEntry(doc, takeId)
  const entry = {
    ...facts,
    name,
    prompt,
    fromProjectId,
    fromClipId,
    createdAt: context.now(),
    createdBy: context.actor.slice(0, 100),
    deletedAt: null,
  }
  return () => {
    if (!known) doc.pool.set(takeId, newEntity(entry, POOL_PARTS))
    else if (known.deletedAt !== null) fieldsOf(doc.pool, takeId).set('deletedAt', null)
    return !known || known.deletedAt !== null
  }
})

/**
 * Puts an entry of the pool, the film's or the library's, into a clip as a take of its own. A clip that shows the same
 * medium in one of its live takes keeps that one. Returns the id of the take.
 */
export const takeFromPool = defineCommand(
  'pool.use',
  z.object({ entry: PoolEntry, clipId: EntityId, takeId: EntityId.optional() }),
  (doc: ProjectDoc, { entry, clipId, takeId }, context): (() => string) => {
    liveClip(doc, clipId)
    if (entry.deletedAt !== null) throw new CommandError('in-trash', `${entry.name} is in the trash. Restore it first`)
    const same = [...doc.takes.keys()]
      .flatMap((id) => readTake(doc, id) ?? [])
      .find((take) => take.clipId === clipId && take.media === entry.media && take.deletedAt === null)
    const id = takeId ?? context.newId()
    const facts = TakeFacts.parse(entry)
    return () => {
      if (same) return same.id
      const made = { createdAt: context.now(), createdBy: context.actor.slice(0, 100) }
      addTake(doc, { take: { ...facts, ...made, id, clipId } }, context)
      return id
    }
  },
)

/** Writes a whole entry of a film that is brought in. Call inside a transaction only. */
export function writePoolEntry(doc: CastDoc, { id, ...fields }: PoolEntry): void {
  doc.pool.set(id, newEntity(fields, POOL_PARTS))
}
