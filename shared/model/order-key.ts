import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing' // small, typed, the reference implementation of fractional indexing
import { z } from 'zod'
import { must } from '../util/assert.ts'

/** A string that sorts siblings (by code unit) and leaves room between any two that differ. */
export const OrderKey = z.string().min(1).max(512).refine(isFractionalIndex, 'this is no order key')
export type OrderKey = z.infer<typeof OrderKey>

/**
 * Keys grow where one place is inserted at again and again. Siblings are spread out anew before a key reaches the
 * length that `OrderKey` still reads, with room for what others add at the same time.
 */
const LONGEST_NEW_KEY = 256

/** The library throws on any other text, and keys come from other people's documents. */
function isFractionalIndex(key: string): boolean {
  try {
    orderKeyBetween(key, null)
    return true
  } catch {
    return false
  }
}

/** What an entity without a readable key is sorted by. */
export const DEFAULT_ORDER: OrderKey = 'a0'

/** What it takes to sort a sibling. */
export interface Ordered {
  readonly id: string
  readonly order: OrderKey
}

/**
 * Total order of siblings: by key, then by id. Two peers that insert at the same place mint the same key, so
 * neighbours can be equal, and only the id makes their order the same everywhere.
 */
export function compareOrdered(a: Ordered, b: Ordered): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** A key that sorts after `before` and before `after`; null stands for the open end on that side. */
export function orderKeyBetween(before: OrderKey | null, after: OrderKey | null): OrderKey {
  return generateKeyBetween(before, after)
}

/** Keys to write so that `moved` lies at `index` among its sorted siblings. */
export interface OrderPlan {
  /** The key of the moved entity. */
  readonly key: OrderKey
  /** Siblings whose keys had to change because there was no room for one more. Nearly always empty. */
  readonly respaced: readonly Ordered[]
}

/**
 * Plans one insertion among `siblings` (sorted, without the moved one). One key is enough unless the neighbours on
 * both sides are equal; then the run of equal keys behind the gap is spread out. Where keys would get too long, all
 * siblings are.
 */
export function planInsertion(siblings: readonly Ordered[], index: number): OrderPlan {
  const before = siblings[index - 1]?.order ?? null
  let end = index
  if (before !== null) while (siblings[end]?.order === before) end += 1
  const keys = generateNKeysBetween(before, siblings[end]?.order ?? null, end - index + 1)
  if (keys.every((key) => key.length <= LONGEST_NEW_KEY)) return planOf(siblings, index, index, keys)
  return planOf(siblings, index, 0, generateNKeysBetween(null, null, siblings.length + 1))
}

/** Gives `keys` to the siblings from `start` on, and the one that falls on `index` to the moved entity. */
function planOf(siblings: readonly Ordered[], index: number, start: number, keys: readonly OrderKey[]): OrderPlan {
  const own = index - start
  const others = [...keys.slice(0, own), ...keys.slice(own + 1)]
  return {
    key: must(keys[own], 'a key for the moved entity'),
    respaced: others.map((order, offset) => ({ id: must(siblings[start + offset], 'a sibling').id, order })),
  }
}

/**
 * Keys for a list that is given whole. Entries that are there and stay in their order keep their keys, so that what
 * somebody else adds at the same time finds its place; a list in another order gets new ones.
 */
export function keysForList(
  wanted: readonly string[],
  present: readonly string[],
  keys: Readonly<Record<string, unknown>>,
): Record<string, OrderKey> {
  const wishes = new Set(wanted)
  const staying = present.filter((id) => wishes.has(id))
  const stays = new Set(staying)
  const readable = (id: string): OrderKey | null => OrderKey.safeParse(keys[id]).data ?? null
  const inOrder = wanted
    .filter((id) => stays.has(id))
    .every((id, index) => id === staying[index] && readable(id) !== null)
  const sound = staying.every(
    (id, index) => index === 0 || (readable(id) ?? '') > (readable(staying[index - 1]!) ?? ''),
  )
  if (!inOrder || !sound) {
    const fresh = generateNKeysBetween(null, null, wanted.length)
    return Object.fromEntries(wanted.map((id, index) => [id, must(fresh[index], 'a key for each entry')]))
  }
  const result: Record<string, OrderKey> = {}
  let before: OrderKey | null = null
  for (const [index, id] of wanted.entries()) {
    const next = wanted.slice(index).find((other) => stays.has(other))
    const after: OrderKey | null = next === undefined ? null : readable(next)
    before = stays.has(id) ? must(readable(id), 'a key that was read') : orderKeyBetween(before, after)
    result[id] = before
  }
  return result
}
