import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing' // small, typed, the reference implementation of fractional indexing
import { z } from 'zod'

/** A string that sorts siblings (by code unit) and leaves room between any two that differ. */
export const OrderKey = z.string().min(1).max(512)
export type OrderKey = z.infer<typeof OrderKey>

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
  /** Siblings whose keys had to change because equal neighbours left no room. Nearly always empty. */
  readonly respaced: readonly Ordered[]
}

/**
 * Plans one insertion among `siblings` (sorted, without the moved one). One key is enough unless the neighbours on
 * both sides are equal; then the run of equal keys behind the gap is spread out.
 */
export function planInsertion(siblings: readonly Ordered[], index: number): OrderPlan {
  const before = siblings[index - 1]?.order ?? null
  const after = siblings[index]?.order ?? null
  if (before === null || after === null || before < after) {
    return { key: orderKeyBetween(before, after), respaced: [] }
  }
  let end = index
  while (siblings[end]?.order === before) end += 1
  const keys = generateNKeysBetween(before, siblings[end]?.order ?? null, end - index + 1)
  const [key, ...rest] = keys as [OrderKey, ...OrderKey[]]
  return { key, respaced: rest.map((order, offset) => ({ id: siblings[index + offset]!.id, order })) }
}
