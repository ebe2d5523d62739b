import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { renameClip, trashClips } from '#shared/commands/clip-commands.ts'
import { addScene, trashScene } from '#shared/commands/scene-commands.ts'
import { restoreVersion } from '#shared/commands/restore-version.ts'
import { storyClips } from '#shared/document/selectors.ts'
import type { FilmVersion } from '#shared/model/version.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { aFilm } from '../../testing/a-film.ts'
import { createTestServices } from '../../testing/test-services.ts'
import { versionServer } from '../../testing/version-server.ts'
import type { StoredVersion } from '../../storage/version-store.ts'
import { AUTOMATIC_EVERY_MS, mergeVersions } from './merge-versions.ts'
import type { ListedVersion } from './merge-versions.ts'

async function open(options: Parameters<typeof createTestServices>[0] = {}) {
  const clock = { time: Date.parse('2026-03-01T12:00:00Z') }
  const parts = await createTestServices({ clock, ...options })
  const film = await aFilm(parts.services, 3)
  const { projectId } = film.session
  const kept = async (): Promise<StoredVersion[]> =>
    (await parts.versionStore.list(projectId)).toSorted((a, b) => a.at - b.at)
  return { ...parts, ...film, projectId, clock, kept, versions: parts.services.versions, doc: film.session.doc }
}

const listed = (version: FilmVersion | null, overrides: Partial<ListedVersion> = {}): ListedVersion => ({
  ...version!,
  onDevice: true,
  onServer: false,
  ...overrides,
})

describe('keeping on this device', () => {
  test('a version holds the film as it was when it was asked for, whatever is edited meanwhile', async () => {
    const { versions, projectId, session, clipIds, doc } = await open()
    const keeping = versions.keep(projectId, doc.ydoc, { kind: 'named', name: 'Rough cut' })
    session.run(renameClip, { id: clipIds[0]!, name: 'Since' })
    const version = await keeping
    expect(version).toMatchObject({ name: 'Rough cut', kind: 'named' })
    const content = await versions.content(listed(version))
    expect(content.clips[clipIds[0]!]?.['name']).toBe('Clip 1')
    session.run(restoreVersion, { content }, { label: 'Restore a version' })
    expect(storyClips(session.records.get()).map(({ name }) => name)).toEqual(['Clip 1', 'Clip 2', 'Clip 3'])
    expect(session.undo()).toBe('Restore a version')
    expect(session.records.get().clips.get(clipIds[0]!)?.name).toBe('Since')
  })

  test('the same state is kept by itself once, and by name as often as somebody likes', async () => {
    const { versions, projectId, session, doc, kept } = await open()
    await session.flush()
    await versions.keepStored(projectId, true)
    await versions.keepStored(projectId, true)
    await versions.keep(projectId, doc.ydoc, { kind: 'named', name: 'Again' })
    await versions.keepStored(projectId, true)
    expect((await kept()).map(({ kind }) => kind)).toEqual(['automatic', 'named'])
    expect(await versions.keep(projectId, new Y.Doc(), { kind: 'named' })).toBeNull()
    await versions.keepStored('1c7c8b4f-7b66-4c8b-8c54-2a6f7b8d9ea1', true)
    expect(versions.problem.get()).toBeNull()
  })

  test('a film is kept before several clips or a scene with clips go, not before a single one', async () => {
    const { session, sceneId, clipIds, kept } = await open()
    const empty = session.run(addScene, { name: 'Empty' })
    session.run(trashClips, { ids: [clipIds[0]!] })
    session.run(trashScene, { id: empty })
    expect(await kept()).toEqual([])
    session.run(trashClips, { ids: clipIds.slice(1) })
    await vi.waitFor(async () => expect(await kept()).toMatchObject([{ kind: 'before-delete' }]))
    session.undo()
    session.run(trashScene, { id: sceneId })
    await vi.waitFor(async () => expect(await kept()).toHaveLength(2))
  })

  test('a film of an older app is kept before it is brought up to date', async () => {
    const { services, store, versionStore } = await createTestServices()
    const projectId = services.clock.newId()
    const bytes = readFileSync('shared/document/fixtures/film-v1.bin')
    await store.append(roomName({ kind: 'project', projectId }), new Uint8Array(bytes), [], null)
    const session = await services.projects.open(projectId)
    await vi.waitFor(async () =>
      expect(await versionStore.list(projectId)).toMatchObject([{ kind: 'before-migration' }]),
    )
    const [version] = await versionStore.list(projectId)
    // Read by this app as it reads it, pins and all.
    const content = await services.versions.content(listed(version!))
    expect(Object.values(content.clips).map(({ pin }) => pin)).toContainEqual({ frame: 120, kind: 'locked' })
    expect(session.records.get().project.schemaVersion).toBe(2)
  })

  test('where there is no room, editing goes on and the reason is told', async () => {
    const { versions, versionStore, session, clipIds } = await open()
    versionStore.put = () => Promise.reject(new Error('The disk is full'))
    session.run(trashClips, { ids: [...clipIds] })
    await vi.waitFor(() => expect(versions.problem.get()).toBe('The disk is full'))
    await expect(versions.keep(session.projectId, session.doc.ydoc, { kind: 'named' })).rejects.toThrow('full')
  })
})

describe('by itself', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => vi.useRealTimers())

  test('as the film was found, every ten minutes of work, and as it was left', async () => {
    const { session, clipIds, clock, kept } = await open()
    const pass = async (ms: number): Promise<void> => {
      clock.time += ms
      await vi.advanceTimersByTimeAsync(ms)
    }
    const settled = (count: number): Promise<void> =>
      vi.waitFor(async () => expect(await kept()).toHaveLength(count), { timeout: 5000 })
    await pass(2_000)
    await settled(1)
    const work = (name: string): string => (session.run(renameClip, { id: clipIds[0]!, name }), name)
    work('One')
    await pass(AUTOMATIC_EVERY_MS)
    await settled(2)
    await pass(3 * AUTOMATIC_EVERY_MS)
    expect(await kept()).toHaveLength(2)
    work('Two')
    await pass(60_000)
    expect(await kept()).toHaveLength(2)
    vi.useRealTimers()
    await session.close()
    await settled(3)
    expect((await kept()).map(({ kind, place }) => [kind, place])).toEqual(Array(3).fill(['automatic', 'here']))
  })
})

describe('with a server', () => {
  test('what was kept here goes there once the film is in step, and its name follows', async () => {
    const server = versionServer()
    const { versions, projectId, session, doc, services, kept } = await open({ fetch: server.fetch })
    const version = await versions.keep(projectId, doc.ydoc, { kind: 'named', name: 'Rough cut' })
    await versions.send(projectId)
    expect(server.versions.size).toBe(0)
    services.server.noteAnswer()
    for (const [code, place] of [
      ['conflict', 'to-send'],
      ['unavailable', 'to-send'],
      ['too-large', 'refused'],
    ] as const) {
      server.settings.refuseWith = code
      await versions.send(projectId)
      expect((await kept()).map((each) => each.place)).toEqual([place])
    }
    server.settings.refuseWith = null
    await versions.rename(listed(version), 'Fine cut')
    await vi.waitFor(() => expect([...server.versions.values()].map(({ body }) => body.name)).toEqual(['Fine cut']))
    await vi.waitFor(async () => expect((await kept())[0]?.place).toBe('sent'))

    const list = versions.follow(session)
    await vi.waitFor(() =>
      expect(list.get()).toMatchObject({ server: 'answered', versions: [{ onDevice: true, onServer: true }] }),
    )
    await versions.remove(list.get().versions[0]!)
    expect(server.versions.size).toBe(0)
    await vi.waitFor(() => expect(list.get().versions).toHaveLength(0))
    list.stop()
  })

  test('one that is only there can be read, named and deleted; without the server it is said to be away', async () => {
    const server = versionServer()
    const { versions, versionStore, projectId, session, doc, services, relay } = await open({ fetch: server.fetch })
    services.server.noteAnswer()
    const version = await versions.keep(projectId, doc.ydoc, { kind: 'named', name: 'Rough cut' })
    await versions.send(projectId)
    await versionStore.removeFilm(projectId)
    const away = listed(version, { onDevice: false, onServer: true })
    expect(Object.keys((await versions.content(away)).clips)).toHaveLength(3)
    await versions.rename(away, 'Named there')
    const list = versions.follow(session)
    await vi.waitFor(() => expect(list.get().versions).toMatchObject([{ name: 'Named there', onDevice: false }]))
    relay.drop()
    await vi.waitFor(() => expect(list.get().server).toBe('away'))
    list.stop()
    const gone = listed(version, { id: services.clock.newId() })
    await expect(versions.content(gone)).rejects.toThrow('no longer on this device')
  })
})

describe('one list of both', () => {
  const version = (id: string, at: number, more: Partial<StoredVersion> = {}): StoredVersion => ({
    id,
    projectId: 'film',
    name: null,
    kind: 'automatic',
    at,
    author: null,
    bytes: 1,
    fingerprint: id,
    place: 'here',
    song: null,
    ...more,
  })
  const ids = (device: StoredVersion[], server: StoredVersion[] | null): string[] =>
    mergeVersions(device, server).map(({ id }) => id)

  test('newest first; where the server kept one of the same moment, the device’s own is not listed beside it', () => {
    const hour = 6 * AUTOMATIC_EVERY_MS
    const device = [version('a', hour), version('b', 2 * hour), version('c', 2 * hour, { kind: 'before-delete' })]
    expect(ids(device, null)).toEqual(['b', 'c', 'a'])
    expect(ids(device, [version('s', 2 * hour + 1000)])).toEqual(['s', 'c', 'a'])
    expect(ids(device, [version('n', hour, { kind: 'named', name: 'Cut' })])).toContain('a')
    expect(ids(device, [version('t', 9 * hour, { fingerprint: 'a' })])).toEqual(['t', 'b', 'c'])
  })

  test('a name that is on its way counts, else the one that the server has', () => {
    const [waiting] = mergeVersions([version('a', 1, { name: 'New', place: 'to-send' })], [version('a', 1)])
    expect(waiting).toMatchObject({ name: 'New', onDevice: true, onServer: true })
    const [sent] = mergeVersions([version('a', 1, { place: 'sent' })], [version('a', 1, { name: 'Theirs' })])
    expect(sent?.name).toBe('Theirs')
  })
})
