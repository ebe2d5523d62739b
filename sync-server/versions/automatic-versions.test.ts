import { describe, expect, test } from 'vitest'
import { createLogger } from '#server/observability/logger.ts'
import { memoryVersionStore } from '#server/storage/memory/memory-version-store.ts'
import { AutomaticVersions } from './automatic-versions.ts'
import type { FilmVersion } from '#shared/model/version.ts'

const FILM = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
const ROOM = `project/${FILM}`
const MINUTE = 60_000

/** Automatic versions over a clock and a relay that stand still until they are told otherwise. */
async function automatic(everyMs = 10 * MINUTE) {
  const store = memoryVersionStore()
  const clock = { now: 1_700_000_000_000 }
  const rooms = { occupied: true, failing: false, thinned: [] as string[] }
  let changed: (room: string) => void = () => undefined
  const keep = async (projectId: string): Promise<FilmVersion> => {
    if (rooms.failing) throw new Error('the disk is full')
    const version: FilmVersion = {
      id: String(clock.now),
      projectId,
      name: null,
      kind: 'automatic',
      at: clock.now,
      author: null,
      bytes: 1,
      fingerprint: String(clock.now),
    }
    await store.put(version, new Uint8Array(1))
    return version
  }
  const service = new AutomaticVersions({
    keeper: { keep, thin: async (projectId) => void rooms.thinned.push(projectId) },
    store,
    rooms: {
      onCommitted: (listener) => {
        changed = listener
        return () => (changed = () => undefined)
      },
      isOccupied: () => rooms.occupied,
    },
    timing: { everyMs, leftMs: MINUTE / 2, leftEveryMs: 2 * MINUTE, lookMs: 2 ** 31 - 1, sweepMs: 60 * MINUTE },
    logger: createLogger('silent'),
    now: () => clock.now,
  })
  await service.run()
  const kept = async (): Promise<number> => (await store.list(FILM)).length
  /** Lets time pass, with a change of the film now and then, and looks as often. */
  const work = async (ms: number, changes: boolean): Promise<number> => {
    for (const end = clock.now + ms; clock.now < end;) {
      clock.now += MINUTE / 2
      if (changes) changed(ROOM)
      await service.look()
    }
    return kept()
  }
  return { service, store, clock, rooms, work, kept, change: (room = ROOM) => changed(room), keep }
}

describe('versions by themselves', () => {
  test('a film that goes on changing is kept every ten minutes, one that rests is not', async () => {
    const { work, service } = await automatic()
    expect(await work(9 * MINUTE, true)).toBe(0)
    expect(await work(2 * MINUTE, true)).toBe(1)
    expect(await work(30 * MINUTE, true)).toBe(3)
    expect(await work(10 * MINUTE, false)).toBe(4)
    expect(await work(200 * MINUTE, false)).toBe(4)
    await service.drain()
    await service.stop()
  })

  test('a film is kept soon after the last one has left it, but not after every request', async () => {
    const { work, rooms, change } = await automatic()
    change()
    rooms.occupied = false
    expect(await work(MINUTE / 2, false)).toBe(1)
    change()
    expect(await work(MINUTE, false)).toBe(1)
    expect(await work(MINUTE, false)).toBe(2)
  })

  test('a version that somebody else has just kept counts', async () => {
    const { work, keep, clock } = await automatic()
    await work(8 * MINUTE, true)
    await keep(FILM)
    expect(await work(9 * MINUTE, true)).toBe(1)
    expect(await work(2 * MINUTE, true)).toBe(2)
    expect(clock.now).toBeGreaterThan(0)
  })

  test('where keeping fails, it is tried again', async () => {
    const { work, rooms } = await automatic()
    rooms.failing = true
    expect(await work(12 * MINUTE, true)).toBe(0)
    rooms.failing = false
    expect(await work(MINUTE / 2, false)).toBe(1)
  })

  test('other rooms count for nothing, and 0 minutes switch it off; what is too old goes all the same', async () => {
    const { work, keep, change, rooms } = await automatic(0)
    await keep(FILM)
    change(`review/${FILM}`)
    expect(await work(61 * MINUTE, true)).toBe(1)
    expect(rooms.thinned).toEqual([FILM])
  })
})
