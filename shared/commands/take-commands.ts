import { z } from 'zod'
import type { ProjectDoc } from '../document/project-doc.ts'
import { readTake } from '../document/records.ts'
import { EntityId } from '../model/ids.ts'
import { Take } from '../model/take.ts'
import { CommandError, defineCommand } from './command.ts'
import { anyClip, anyTake, fieldsOf, liveClip } from './lookup.ts'

const AddTake = z.object({
  take: Take.omit({ deletedAt: true }),
  /** What happens to the pick: `if-none` picks the take when the clip has no pick yet. */
  pick: z.enum(['if-none', 'always', 'never']).default('if-none'),
})

/**
 * Adds a take to a clip, once: a second call with the same id changes nothing, so a result may be stored again after
 * a crash. A trashed clip still takes it, since the work was done and the clip may be restored. Returns whether it
 * was new.
 */
export const addTake = defineCommand('take.add', AddTake, (doc: ProjectDoc, { take, pick }): (() => boolean) => {
  const clip = anyClip(doc, take.clipId)
  const known = readTake(doc, take.id)
  if (known && known.clipId !== take.clipId) throw new CommandError('conflict', 'Another clip has a take with this id')
  const current = clip.selectedTakeId === null ? null : readTake(doc, clip.selectedTakeId)
  const picks = pick === 'always' || (pick === 'if-none' && (current === null || current.deletedAt !== null))
  return () => {
    if (known) return false
    doc.takes.set(take.id, { ...take, deletedAt: null })
    if (picks) fieldsOf(doc.clips, clip.id).set('selectedTakeId', take.id)
    return true
  }
})

/** Picks the take that stands for a clip in the cut, or none with null. */
export const pickTake = defineCommand(
  'take.pick',
  z.object({ clipId: EntityId, takeId: EntityId.nullable() }),
  (doc: ProjectDoc, { clipId, takeId }) => {
    const clip = liveClip(doc, clipId)
    if (takeId !== null) {
      const take = anyTake(doc, takeId)
      if (take.clipId !== clipId) throw new CommandError('invalid', 'This take belongs to another clip')
      if (take.deletedAt !== null) throw new CommandError('in-trash', 'This take is in the trash. Restore it first')
      if (take.kind === 'audio') throw new CommandError('invalid', 'A sound cannot stand for the picture of a clip')
    }
    return () => {
      if (clip.selectedTakeId !== takeId) fieldsOf(doc.clips, clipId).set('selectedTakeId', takeId)
    }
  },
)

/** Moves a take to the trash. If it was picked, the clip has no pick until another is chosen. */
export const trashTake = defineCommand('take.trash', z.object({ id: EntityId }), (doc: ProjectDoc, { id }, context) => {
  const take = anyTake(doc, id)
  return () => {
    if (take.deletedAt === null) doc.takes.set(id, { ...take, deletedAt: context.now() })
  }
})

/** Takes a take out of the trash. If its clip still points at it, it is the pick again. */
export const restoreTake = defineCommand('take.restore', z.object({ id: EntityId }), (doc: ProjectDoc, { id }) => {
  const take = anyTake(doc, id)
  return () => {
    if (take.deletedAt !== null) doc.takes.set(id, { ...take, deletedAt: null })
  }
})
