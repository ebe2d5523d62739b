import { expect, test } from 'vitest'
import { compareOrdered, OrderKey, planInsertion, type Ordered } from './order-key.ts'

test('[D12] [D11] inserting at one place for ever keeps the order, and keys that can be read', () => {
  let siblings: Ordered[] = ['a', 'b', 'c', 'd'].map((id, index) => ({ id, order: `a${index}` }))
  let respacings = 0
  for (let step = 0; step < 4000; step += 1) {
    // Between the two that came last: the place gets narrower with every step.
    const { key, respaced } = planInsertion(siblings, 2)
    const written = new Map(respaced.map((moved) => [moved.id, moved]))
    if (written.size > 0) respacings += 1
    const added = { id: `n${step}`, order: key }
    const expected = siblings.map((sibling) => written.get(sibling.id) ?? sibling).toSpliced(2, 0, added)
    expect(expected.toSorted(compareOrdered)).toEqual(expected)
    expect(OrderKey.safeParse(key).success).toBe(true)
    siblings = expected.toSpliced(step % 2 === 0 ? 1 : 3, 1)
  }
  expect(respacings).toBeGreaterThan(0)
  expect(respacings).toBeLessThan(10)
})

test('[D11] a run of equal neighbours is spread out, the others keep their keys', () => {
  const siblings = ['a0', 'a1', 'a1', 'a1', 'a2'].map((order, index) => ({ id: `s${index}`, order }))
  const { key, respaced } = planInsertion(siblings, 2)
  expect(respaced.map(({ id }) => id)).toEqual(['s2', 's3'])
  expect(['a1', key, ...respaced.map(({ order }) => order), 'a2'].toSorted()).toEqual([
    'a1',
    key,
    ...respaced.map(({ order }) => order),
    'a2',
  ])
})
