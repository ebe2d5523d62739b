import * as Y from 'yjs'
import type { EntityMap } from './project-doc.ts'

/** The fields of one entity as plain values: texts as strings, maps as objects. */
export type PlainFields = Readonly<Record<string, unknown>>

/** Which fields of an entity are shared types, so that what several people write into one merges. */
export interface SharedFields {
  readonly texts: ReadonlySet<string>
  readonly maps: ReadonlySet<string>
}

/** Whether a value is plain fields. */
export function isFields(value: unknown): value is PlainFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The plain fields of an entity of a document; null for an entry that is none. */
export function plainEntity(map: unknown): PlainFields | null {
  return map instanceof Y.Map ? (map.toJSON() as PlainFields) : null
}

/** A new entity with these fields. */
export function newEntity(fields: PlainFields, shared: SharedFields): EntityMap {
  return new Y.Map(Object.entries(fields).map(([key, value]) => [key, newValue(key, value, shared)] as const))
}

/** A field's value as the document holds it. */
export function newValue(key: string, value: unknown, { texts, maps }: SharedFields): unknown {
  if (texts.has(key) && typeof value === 'string') return new Y.Text(value)
  if (maps.has(key) && isFields(value)) return new Y.Map(Object.entries(value))
  return value
}

/** Gives a map exactly these keys, writing only what differs. */
export function setKeys(map: Y.Map<unknown>, fields: PlainFields): void {
  for (const key of [...map.keys()]) if (!Object.hasOwn(fields, key)) map.delete(key)
  for (const [key, then] of Object.entries(fields)) if (!sameValue(map.get(key), then)) map.set(key, then)
}

/** Whether a stored value is this plain one. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || (!(a instanceof Y.AbstractType) && JSON.stringify(a) === JSON.stringify(b))
}
