import { expect, test } from 'vitest'
import { copyFilm } from '#shared/commands/copy-film.ts'
import { addTake, pickTake } from '#shared/commands/take-commands.ts'
import { starTakes } from '#shared/commands/review-commands.ts'
import type { Take } from '#shared/model/take.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { aFilm } from '../testing/a-film.ts'
import { createTestServices } from '../testing/test-services.ts'
import { must } from '#shared/util/assert.ts'

const sha = (letter: string): string => letter.repeat(64)

/** A server that lacks these files. */
const serverWithout =
  (...missing: string[]): typeof fetch =>
  async (input, init) => {
    if (!String(input).endsWith('/media/missing')) return new Response('{}', { status: 404 })
    const { sha256 } = JSON.parse(String(init?.body)) as { sha256: string[] }
    return Response.json({ sha256: sha256.filter((hash) => missing.includes(hash)) })
  }

/** A film with a picked, a starred and an unused take of ten bytes each; `a` to `c` are their files. */
async function filmWithTakes(fetch: typeof globalThis.fetch) {
  const parts = await createTestServices({ fetch })
  const { session, clipIds } = await aFilm(parts.services)
  const takeOf = (letter: string): Omit<Take, 'deletedAt'> => ({
    id: parts.services.clock.newId(),
    clipId: must(clipIds[0], 'a clip'),
    kind: 'image',
    media: sha(letter),
    mime: 'image/png',
    bytes: 10,
    width: 1,
    height: 1,
    frames: 1,
    frameRate: null,
    recipe: null,
    source: 'imported',
    model: null,
    createdAt: 1,
    createdBy: 'Mara',
  })
  const takes = ['a', 'b', 'c'].map(takeOf)
  for (const take of takes) {
    session.run(addTake, { take, pick: 'never' })
    await parts.services.media.store(take.media, new Blob(['0123456789'], { type: take.mime }))
  }
  session.run(pickTake, { clipId: must(clipIds[0], 'a clip'), takeId: must(takes[0], 'a take').id })
  session.run(starTakes, { takeIds: [must(takes[1], 'a take').id], on: true })
  await session.close()
  const entry = async () => must(await parts.catalog.get(session.projectId), 'the film is in the list')
  return { ...parts, projectId: session.projectId, entry }
}

test('frees takes that no clip uses and nobody starred, and nothing that the server lacks', async () => {
  const { services, mediaCache } = await filmWithTakes(serverWithout())
  const survey = await services.storage.survey()
  expect(survey.unused).toEqual({ hashes: [sha('c')], bytes: 10 })
  const arrivals = services.media.arrivals.get()
  await services.storage.free(survey.unused)
  expect(await mediaCache.has(sha('c'))).toBe(false)
  expect(await mediaCache.has(sha('a'))).toBe(true)
  expect(services.media.arrivals.get()).toBeGreaterThan(arrivals)

  const lacking = await filmWithTakes(serverWithout(sha('c')))
  expect((await lacking.services.storage.survey()).unused.hashes).toEqual([])
})

test('freeing lets wait no longer what found no room', async () => {
  const { services, store, sync } = await filmWithTakes(serverWithout())
  const { session } = await aFilm(services)
  store.failWith = new DOMException('no room', 'QuotaExceededError')
  session.view.selectClips([])
  session.group('Rename', () => session.doc.meta.set('name', 'Neon'))
  expect(await session.flush()).toBe(false)
  expect(sync.queues.waiting(session.projectSync.stored.docName)).toHaveLength(1)
  store.failWith = null
  await services.storage.free({ hashes: [], bytes: 0 })
  expect(sync.queues.waiting(session.projectSync.stored.docName)).toEqual([])
  expect(await session.flush()).toBe(true)
})

test('tells what would be lost with a film: changes, files, or all of it', async () => {
  const { services, entry, relay } = await filmWithTakes(serverWithout(sha('b')))
  expect(await services.storage.onlyHere(await entry())).toEqual({
    films: 0,
    changes: 0,
    versions: 0,
    files: 1,
    sure: true,
  })
  relay.drop()
  await services.projects.archive((await entry()).id, true)
  expect(await services.storage.onlyHere(await entry())).toMatchObject({ changes: 1 })
  expect(await services.storage.onlyHereAtAll()).toMatchObject({ films: 0, changes: 1, files: 0 })
  expect(await services.storage.onlyHere({ ...(await entry()), onServer: false })).toMatchObject({ films: 1 })

  const offline = await filmWithTakes(() => Promise.reject(new TypeError('offline')))
  expect(await offline.services.storage.onlyHere(await offline.entry())).toMatchObject({ files: 3, sure: false })
})

test('removes a film with its media, and leaves what another film uses', async () => {
  const { services, entry, projectId, mediaCache, store, catalog } = await filmWithTakes(serverWithout())
  const { snapshot, marks } = await services.projects.freeze(projectId)
  await services.projects.importCopy(copyFilm(snapshot, marks, 'Copy', services.clock.newId))
  await services.storage.removeFilm({ ...(await entry()), onServer: true })
  expect((await catalog.get(projectId))?.onDevice).toBe(false)
  expect((await store.load(roomName({ kind: 'project', projectId }))).updates).toEqual([])
  expect((await store.load(roomName({ kind: 'review', projectId }))).updates).toEqual([])
  expect(await mediaCache.list()).toHaveLength(3)

  const [copy] = (await catalog.list()).filter(({ onDevice }) => onDevice)
  await services.storage.removeFilm({ ...must(copy, 'the copy'), onServer: false })
  expect(await mediaCache.list()).toEqual([])
  expect((await catalog.list()).map(({ id }) => id)).toEqual([projectId])
})
