import * as Y from 'yjs'
import { z } from 'zod'
import { readStyle, STYLE_PARTS } from '../document/cast-records.ts'
import { newEntity } from '../document/entity-fields.ts'
import type { CastDoc, ProjectDoc } from '../document/project-doc.ts'
import { EntityId } from '../model/ids.ts'
import { NEW_STYLE, Style, StyleFields } from '../model/style.ts'
import { CommandError, defineCommand } from './command.ts'
import { entityCommands, liveEntity } from './entity-commands.ts'
import { fieldsOf, liveClip } from './lookup.ts'

const KIND = {
  noun: 'style',
  called: 'style',
  root: (doc: CastDoc) => doc.styles,
  read: readStyle,
  fields: StyleFields,
  defaults: { ...NEW_STYLE, sourceId: null, uses: {} },
  parts: STYLE_PARTS,
}

/** Adds, changes, trashes and restores a style, in a film or in the library. */
export const { add: addStyle, update: updateStyle, trash: trashStyle, restore: restoreStyle } = entityCommands(KIND)

/**
 * Counts one use of a style. Each replica counts its own uses under a key that nobody else writes, and the count is their
 * sum: uses at the same time add up.
 */
export const useStyle = defineCommand('style.use', z.object({ id: EntityId }), (doc: CastDoc, { id }) => {
  liveEntity(KIND, doc, id)
  return () => {
    const map = fieldsOf(doc.styles, id)
    const present = map.get('uses')
    const uses: Y.Map<unknown> = present instanceof Y.Map ? present : new Y.Map<unknown>()
    if (uses !== present) map.set('uses', uses)
    const own = String(doc.ydoc.clientID)
    const before: unknown = uses === present ? uses.get(own) : undefined
    uses.set(own, (typeof before === 'number' ? before : 0) + 1)
  }
})

/**
 * Gives clips a style, or none with null; one that has it stays as it is. With `from`, the library's record, the film
 * first gets a copy of it under the same id, or its own out of the trash.
 */
export const setClipStyle = defineCommand(
  'style.apply',
  z.object({
    styleId: EntityId.nullable(),
    clipIds: z.array(EntityId).max(5000),
    from: Style.optional(),
  }),
  (doc: ProjectDoc, { styleId, clipIds, from }, context) => {
    const known = styleId === null ? null : readStyle(doc, styleId)
    if (!from) {
      if (styleId !== null) liveEntity(KIND, doc, styleId)
    } else if (from.id !== styleId || from.deletedAt !== null)
      throw new CommandError('invalid', 'This is no style of the library')
    const changed = clipIds.map((id) => liveClip(doc, id)).filter((clip) => clip.styleId !== styleId)
    return () => {
      if (!known && from) {
        const { id, useCount: _count, ...fields } = from
        const copy = { ...fields, uses: {}, sourceId: id, createdAt: context.now() }
        doc.styles.set(id, newEntity(copy, STYLE_PARTS))
      } else if (known && known.deletedAt !== null) doc.styles.get(known.id)?.set('deletedAt', null)
      for (const clip of changed) fieldsOf(doc.clips, clip.id).set('styleId', styleId)
    }
  },
)

/** Writes a whole style of a film that is brought in. Call inside a transaction only. */
export function writeStyle(doc: CastDoc, { id, useCount, ...fields }: Style): void {
  const uses = useCount > 0 ? { [String(doc.ydoc.clientID)]: useCount } : {}
  doc.styles.set(id, newEntity({ ...fields, uses }, STYLE_PARTS))
}
