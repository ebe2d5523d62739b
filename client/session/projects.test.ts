import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { renameClip } from '#shared/commands/clip-commands.ts'
import { storyClips } from '#shared/document/selectors.ts'
import type { ProjectBody } from '#shared/protocol/http.ts'
import { aFilm } from '../testing/a-film.ts'
import { fakeRelay } from '../testing/fake-relay.ts'
import { createTestServices } from '../testing/test-services.ts'

const SERVER_FILM = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
const body = (change: Partial<ProjectBody>): ProjectBody => ({
  id: SERVER_FILM,
  name: 'From the server',
  description: '',
  fps: '24',
  width: 1280,
  height: 720,
  music: null,
  created_at: '2026-02-01T00:00:00.000Z',
  updated_at: '2026-02-02T00:00:00.000Z',
  archived: false,
  deleted: false,
  sample: false,
  ...change,
})
const json = (value: unknown): Response => Response.json(value)

describe('the films of this device', () => {
  test('a new film is listed, and its entry follows what is done in it', async () => {
    const { services } = await createTestServices()
    const { session, clipIds } = await aFilm(services, 3)
    session.view.selectClips([clipIds[2]!])
    await session.close()
    await vi.waitFor(() =>
      expect(services.projects.entries.get()).toMatchObject([
        {
          name: 'Salt & Neon',
          sceneCount: 1,
          clipCount: 3,
          pickedCount: 0,
          lastClipNumber: '1.03',
          durationSeconds: 12,
        },
      ]),
    )
  })

  test('a film whose reading was begun early is opened from that, and another one from its own', async () => {
    const { services } = await createTestServices()
    const { projects } = services
    const one = await projects.create({ name: 'One' })
    const other = await projects.create({ name: 'Other' })
    projects.begin(one)
    const session = await projects.open(one)
    expect(session.records.get().project.name).toBe('One')
    await session.close()
    projects.begin(one)
    const another = await projects.open(other)
    expect(another.records.get().project.name).toBe('Other')
    const again = await projects.open(one)
    expect(again.records.get().project.name).toBe('One')
    await Promise.all([another.close(), again.close()])
  })

  test('what a tab left in a hurry is written down at the next start, whether the film is opened or not', async () => {
    const { services, sync, store } = await createTestServices()
    const id = await services.projects.create({ name: 'Tidewater' })
    const ydoc = new Y.Doc()
    for (const update of (await store.load(`project/${id}`)).updates) Y.applyUpdate(ydoc, update)
    const before = Y.encodeStateVector(ydoc)
    ydoc.getMap('project').set('description', 'left in a hurry')
    sync.lastWords.keep(`project/${id}`, Y.encodeStateAsUpdate(ydoc, before), [], null)
    const stop = await services.projects.start()
    await vi.waitFor(() => expect(sync.lastWords.names()).toEqual([]))
    const { updates } = await store.load(`project/${id}`)
    expect(Y.decodeStateVector(Y.encodeStateVectorFromUpdate(Y.mergeUpdates([...updates])))).toEqual(
      Y.decodeStateVector(Y.encodeStateVector(ydoc)),
    )
    stop()
  })

  test('a film that is stored and in no list is listed again at the next start', async () => {
    const { services, catalog } = await createTestServices()
    const { session } = await aFilm(services, 2)
    await session.close()
    await catalog.remove(session.projectId)
    await vi.waitFor(() => expect(services.projects.entries.get()).toEqual([]))
    const stop = await services.projects.start()
    await vi.waitFor(() =>
      expect(services.projects.entries.get()).toMatchObject([{ name: 'Salt & Neon', clipCount: 2, onDevice: true }]),
    )
    stop()
  })

  test('an archived film can be taken out again without opening it', async () => {
    const { services, time } = await createTestServices()
    const id = await services.projects.create({ name: 'Old film' })
    await services.projects.archive(id, true)
    expect(services.projects.entries.get()[0]?.archivedAt).toBe(time.time)
    await services.projects.archive(id, false)
    expect(services.projects.entries.get()[0]?.archivedAt).toBeNull()
    await services.projects.trash(id)
    expect(services.projects.entries.get()[0]?.deletedAt).toBe(time.time)
  })

  test('films of the server stand beside those of this device, which keep their own names', async () => {
    const films: ProjectBody[] = []
    const { services } = await createTestServices({ fetch: async () => json(films) })
    const id = await services.projects.create({ name: 'Mine' })
    films.push(body({}), body({ id, name: 'An older name' }))
    await services.projects.refresh()
    await vi.waitFor(() => expect(services.projects.entries.get()).toHaveLength(2))
    expect(services.projects.entries.get()).toMatchObject([
      { name: 'Mine', onDevice: true, onServer: true },
      { name: 'From the server', onDevice: false, onServer: true },
    ])
  })

  test('a film that was edited offline and closed is sent when the server is back', async () => {
    const relay = fakeRelay()
    const { services } = await createTestServices({ relay })
    relay.drop()
    const { session, clipIds } = await aFilm(services)
    session.run(renameClip, { id: clipIds[0]!, name: 'Umbrella' })
    await session.close()
    expect(await services.projects.isSaved(session.projectId)).toBe(false)
    relay.restore()
    const before = services.projects.rounds.get()
    await services.projects.sendPending()
    expect(services.projects.rounds.get()).toBe(before + 1)
    expect(await services.projects.isSaved(session.projectId)).toBe(true)
    const room = relay.room(`project/${session.projectId}`)
    expect([...room.getMap('clips').keys()].toSorted()).toEqual([...clipIds].toSorted())
  })
})

describe('the sample film', () => {
  const manifest = readFileSync('public/sample/sample.json', 'utf8')
  const send: typeof fetch = async (input) => {
    const url = String(input)
    if (url === '/sample/sample.json') return new Response(manifest)
    return url.startsWith('/sample/media/') ? new Response('bytes') : new Response('', { status: 503 })
  }

  test('comes in as a film of its own each time, with its media as this device’s own', async () => {
    const { services, mediaCache } = await createTestServices({ fetch: send })
    const [first, same] = await Promise.all([services.projects.importSample(), services.projects.importSample()])
    expect(same).toBe(first)
    const second = await services.projects.importSample()
    expect(first).not.toBe(second)
    const session = await services.projects.open(first)
    const snapshot = session.records.get()
    expect(snapshot.project).toMatchObject({ name: 'Salt & Neon', sample: true })
    const clips = storyClips(snapshot)
    expect(clips.length).toBeGreaterThan(10)
    expect(session.marks.get().stars.size).toBeGreaterThan(0)
    expect(session.undoState.get().undo).toBeNull()
    const shown = clips.map((clip) => snapshot.takes.get(clip.selectedTakeId ?? '')?.media).find(Boolean)
    await vi.waitFor(async () => expect(await mediaCache.has(shown!)).toBe(true))
    await vi.waitFor(async () => expect(await mediaCache.has(snapshot.project.music!.sha256)).toBe(true))
  })

  test('has its media on another device, too, as soon as its document arrives there', async () => {
    const relay = fakeRelay()
    const mine = await createTestServices({ fetch: send, relay })
    const id = await mine.services.projects.importSample()
    const session = await mine.services.projects.open(id)
    const other = await createTestServices({ fetch: send, relay, seed: 2 })
    relay.drop()
    await other.services.projects.open(id)
    relay.restore()
    const { music } = session.records.get().project
    await vi.waitFor(async () => expect(await other.mediaCache.has(music!.sha256)).toBe(true))
  })

  test('says what to do when it cannot be fetched', async () => {
    const { services } = await createTestServices()
    await expect(services.projects.importSample()).rejects.toThrow('could not be fetched')
    expect(services.projects.entries.get()).toEqual([])
  })
})
