import * as Y from 'yjs'

/** What a step of an UndoManager knows of the structs it inserted. */
interface UndoneStep {
  readonly insertions: Parameters<typeof Y.isDeleted>[0]
}

/** The item that holds the whole entity which `item` is part of (or is); null for items outside the entity roots. */
function entityItem(item: Y.Item, entityRoots: readonly Y.Map<unknown>[]): Y.Item | null {
  let current: Y.Item | null = item
  while (current) {
    const parent: unknown = current.parent
    if (!(parent instanceof Y.AbstractType)) return null
    if (entityRoots.some((root) => root === parent)) return current
    current = parent._item
  }
  return null
}

/** Whether a step made an entity, rather than put another value in the place of one that was there (a take's trash mark). */
function createdIn(step: UndoneStep, entity: Y.Item): boolean {
  for (let value: Y.Item | null = entity; value; value = value.left) {
    if (!Y.isDeleted(step.insertions, value.id)) return false
  }
  return true
}

/**
 * Decides for an UndoManager whether undoing a step may remove `item`. Undoing the creation of an entity must not
 * remove what others have written into it since, so the entity goes to the trash instead: its `deletedAt` is set (in
 * the same transaction, hence undone by redo) and everything else of it stays. All other items may be removed.
 */
export function trashInsteadOfRemoval(
  item: Y.Item,
  entityRoots: readonly Y.Map<unknown>[],
  steps: readonly UndoneStep[],
  now: () => number,
): boolean {
  const entity = entityItem(item, entityRoots)
  if (!entity) return true
  const step = steps.find(({ insertions }) => Y.isDeleted(insertions, item.id))
  if (!step || !createdIn(step, entity)) return true
  const root = entity.parent
  const key = entity.parentSub
  if (!(root instanceof Y.Map) || key === null) return true
  const value: unknown = root.get(key)
  if (value instanceof Y.Map) {
    const isTrashMark = item.parentSub === 'deletedAt' && item.parent === value
    if (isTrashMark) value.set('deletedAt', now())
    return isTrashMark
  }
  if (item === entity && value !== null && typeof value === 'object') root.set(key, { ...value, deletedAt: now() })
  return true
}
