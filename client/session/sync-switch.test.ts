import { describe, expect, test } from 'vitest'
import { renameClip } from '#shared/commands/clip-commands.ts'
import { aFilm } from '../testing/a-film.ts'
import { fakeRelay } from '../testing/fake-relay.ts'
import { memoryStorage } from '../testing/memory-storage.ts'
import { createTestServices } from '../testing/test-services.ts'
import { openSyncSwitch } from './sync-switch.ts'

test('the switch is on until it is turned off, keeps that, and follows other tabs', () => {
  const storage = memoryStorage()
  const others: ((key: string | null) => void)[] = []
  const here = openSyncSwitch(storage, () => undefined)
  const there = openSyncSwitch(storage, (listener) => others.push(listener))
  expect(here.get()).toBe(true)
  here.set(false)
  for (const hear of others) hear('storycanvas.sync')
  expect(there.get()).toBe(false)
  expect(openSyncSwitch(storage, () => undefined).get()).toBe(false)
  there.set(true)
  expect(openSyncSwitch(storage, () => undefined).get()).toBe(true)
})

describe('with syncing switched off', () => {
  test('nothing is connected or sent, the save state says so, and on again both sides catch up', async () => {
    const relay = fakeRelay(() => 0)
    const asked: string[] = []
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(String(input))
      throw new TypeError('no server in this test')
    }
    const mine = await createTestServices({ relay, seed: 1, fetch })
    const theirs = await createTestServices({ relay, seed: 2 })
    const { session, clipIds } = await aFilm(mine.services)
    const other = await theirs.services.projects.open(session.projectId)
    const [mineId, hersId] = clipIds as readonly [string, string]
    const nameOf = (film: typeof session, id: string) => film.records.get().clips.get(id)?.name

    mine.services.syncSwitch.set(false)
    asked.length = 0
    expect(session.projectSync.relay.state.get().phase).toBe('idle')
    session.run(renameClip, { id: mineId, name: 'Umbrella' })
    other.run(renameClip, { id: hersId, name: 'Pier' })
    expect([nameOf(other, mineId), nameOf(session, hersId)]).toEqual(['Clip 1', 'Clip 2'])
    await mine.services.projects.refresh()
    const made = await mine.services.projects.create({ name: 'Made meanwhile' })
    await mine.services.projects.sendPending()
    session.runSaveAction('try-now')
    expect(asked).toEqual([])
    expect(relay.room(`project/${made}`).getMap('meta').get('name')).toBeUndefined()
    const { kind, label, details } = session.saveState.get()
    expect([kind, label]).toEqual(['on-device', 'On this device'])
    expect(details[0]).toMatchObject({ actions: [{ action: 'set-up-sync' }] })
    expect(details[0]?.text).toContain('1 change waits until it is on again')

    mine.services.syncSwitch.set(true)
    expect([nameOf(other, mineId), nameOf(session, hersId)]).toEqual(['Umbrella', 'Pier'])
    expect(session.saveState.get().kind).toBe('synced')
    await mine.services.projects.sendPending()
    expect(relay.room(`project/${made}`).getMap('meta').get('name')).toBe('Made meanwhile')
  })
})
