import type * as Y from 'yjs'

/** Reads the entities of a root; those that are none are passed over. */
export function readRecords<T>(
  root: { keys(): IterableIterator<string> },
  read: (id: string) => T | null,
): ReadonlyMap<string, T> {
  return patchedRecords(new Map(), new Set(root.keys()), read)
}

/** The records with those of `ids` read anew; the same map where there are none. */
export function patchedRecords<T>(
  before: ReadonlyMap<string, T>,
  ids: ReadonlySet<string>,
  read: (id: string) => T | null,
): ReadonlyMap<string, T> {
  if (ids.size === 0) return before
  const after = new Map(before)
  for (const id of ids) {
    const record = read(id)
    if (record) after.set(id, record)
    else after.delete(id)
  }
  return after
}

/** Ids of the entities of an observed root that a transaction touched. */
export function* changedEntities(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): Generator<string> {
  for (const event of events) {
    const id = event.path[0]
    if (typeof id === 'string') yield id
    else yield* event.keys.keys()
  }
}
