import { expect, test } from 'vitest'
import { nextSeed, seedAfter } from './seeds.ts'

const scene = (sceneId: string) => ({ sceneId, settings: { seedMode: 'scene' as const, seed: 3 } })

test('one seed for a scene: the same for all its clips, another for another scene, whatever was set before', () => {
  expect(nextSeed(scene('a'))).toBe(nextSeed(scene('a')))
  expect(nextSeed(scene('a'))).not.toBe(nextSeed(scene('b')))
  expect(Number.isSafeInteger(nextSeed(scene('a')))).toBe(true)
  expect(seedAfter(scene('a'))).toBeNull()
})

test.each([
  [{}, null, null],
  [{ seed: 0 }, 0, null],
  [{ seed: 8, seedMode: 'increment' as const }, 8, 9],
  [{ seedMode: 'increment' as const }, null, null],
  [{ seed: Number.MAX_SAFE_INTEGER, seedMode: 'increment' as const }, Number.MAX_SAFE_INTEGER, 0],
])('%j: the next take has %s, then comes %s', (settings, next, after) => {
  const clip = { sceneId: 'a', settings }
  expect([nextSeed(clip), seedAfter(clip)]).toEqual([next, after])
})
