/** @vitest-environment node */
import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createTestServices, type TestServicesOptions } from '#client/testing/test-services.ts'
import { addClip, editPrompt } from '#shared/commands/clip-commands.ts'
import { setMusic } from '#shared/commands/project-commands.ts'
import { starTakes } from '#shared/commands/review-commands.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
import { addTake } from '#shared/commands/take-commands.ts'
import { isEmptyProject, openProjectDoc } from '#shared/document/project-doc.ts'
import { storyClips } from '#shared/document/selectors.ts'
import type { MediaScope } from '#shared/interchange/film-file/manifest.ts'
import { aTake } from '#shared/testing/builders.ts'
import { must } from '#shared/util/assert.ts'
import { sha256Of } from '../../workers/sha256.ts'
import type { SaveTarget } from './save-target.ts'

type Device = Awaited<ReturnType<typeof createTestServices>>

const quiet = () => ({ signal: new AbortController().signal, onProgress: () => undefined })

let seeds = 0
const aDevice = (options: TestServicesOptions = {}): Promise<Device> => {
  seeds += 1
  return createTestServices({ seed: seeds, ...options })
}

/** A target in memory that tells what became of it. */
function memoryTarget() {
  const became = { file: null as Blob | null, abandoned: 0 }
  const target: SaveTarget = {
    handle: null,
    done: async (file) => {
      became.file = file
    },
    abandon: async () => {
      became.abandoned += 1
    },
  }
  return { target, became }
}

async function keep({ services }: Device, projectId: string, text: string, type: string): Promise<string> {
  const blob = new Blob([text.repeat(100)], { type })
  const sha256 = await sha256Of(blob)
  await services.media.keep(projectId, sha256, blob)
  return sha256
}

/** A film with a song, a picked still (starred), a second take and an unpicked one in another clip. */
async function aFilm(device: Device) {
  const { projects } = device.services
  const id = await projects.create({ name: 'Salt & Neon' })
  const [song, first, second, third] = await Promise.all([
    keep(device, id, 'song', 'audio/webm'),
    keep(device, id, 'first', 'image/webp'),
    keep(device, id, 'second', 'image/webp'),
    keep(device, id, 'third', 'image/png'),
  ])
  const takes: string[] = []
  await projects.change(id, (doc, context) => {
    const music = { sha256: song, fileName: 'tide.webm', mime: 'audio/webm', durationSeconds: 60, bpm: null }
    setMusic(doc, { music }, context)
    const sceneId = addScene(doc, { name: 'Neon rain' }, context)
    for (const media of [[first, second], [third]]) {
      const clipId = addClip(doc, { sceneId }, context)
      for (const [index, sha256] of media.entries()) {
        const take = aTake(clipId, context.newId(), { media: sha256, mime: 'image/webp', createdAt: 1_000 + index })
        addTake(doc, { take, pick: sha256 === first ? 'always' : 'never' }, context)
        takes.push(take.id)
      }
    }
  })
  await projects.changeReview(id, (review, context) => starTakes(review, { takeIds: [takes[0]!], on: true }, context))
  return { id, media: { song, first, second, third }, takes }
}

async function save(device: Device, id: string, scope: MediaScope = 'all'): Promise<File> {
  const { target, became } = memoryTarget()
  const saved = await device.services.filmFiles.save(id, scope, target, quiet())
  return new File([must(became.file, 'a file')], saved.fileName)
}

async function bring(device: Device, file: File, way: 'same' | 'copy' = 'same'): Promise<string> {
  const { filmFiles } = device.services
  return filmFiles.bring(file, await filmFiles.open(file, quiet().signal), way, quiet())
}

const names = (device: Device): string[] => device.services.projects.entries.get().map((film) => film.name)

let device: Device
beforeEach(async () => {
  device = await aDevice()
})

describe('saving a film as a file', () => {
  test('says beforehand what each choice holds and how large it gets', async () => {
    const { id, media } = await aFilm(device)
    await device.services.media.discard(media.second)
    const { scopes, fileName } = await device.services.filmFiles.survey(id)
    expect(fileName).toBe('Salt Neon.storycanvas')
    expect(scopes.all).toMatchObject({ takes: 3, hasSong: true })
    expect(scopes.picked).toMatchObject({ takes: 1, hasSong: true, away: [] })
    expect(scopes.none).toMatchObject({ takes: 0, hasSong: false, away: [] })
    expect(scopes.all.away.map((medium) => medium.label)).toEqual(['1.01 take 2'])
    expect(scopes.picked.bytes - scopes.none.bytes).toBe('song'.length * 100 + 1000)
  })

  test.each([
    ['all', ['the song', '1.01 take 1', '1.01 take 2', '1.02 take 1']],
    ['picked', ['the song', '1.01 take 1']],
    ['none', []],
  ] as const)('[FF1] media: %s', async (scope, labels) => {
    const { id } = await aFilm(device)
    const file = await save(device, id, scope)
    const { manifest } = await device.services.filmFiles.open(file, quiet().signal)
    expect(manifest.media.map((medium) => medium.label)).toEqual(labels)
    expect(manifest).toMatchObject({ scope, film: { id, name: 'Salt & Neon' }, missing: [] })
  })

  test('[FF2] what is edited while it is written does not reach the file', async () => {
    const { id } = await aFilm(device)
    const session = await device.services.projects.open(id)
    const clipId = storyClips(session.records.get())[0]!.id
    const { target, became } = memoryTarget()
    const edit = (): void => {
      if (session.records.get().clips.get(clipId)?.imagePrompt === '') {
        session.run(editPrompt, { id: clipId, field: 'imagePrompt', text: 'too late' })
      }
    }
    await device.services.filmFiles.save(id, 'all', target, { signal: quiet().signal, onProgress: edit })
    expect(session.records.get().clips.get(clipId)?.imagePrompt).toBe('too late')
    await session.close()
    const other = await aDevice()
    const brought = await bring(other, new File([must(became.file, 'a file')], 'film.storycanvas'))
    expect(storyClips(await other.services.projects.read(brought))[0]?.imagePrompt).toBe('')
  })

  test('[FF2] what an open film could not write to this device yet is in the file', async () => {
    const { id } = await aFilm(device)
    const session = await device.services.projects.open(id)
    session.run(addScene, { name: 'A moment ago' })
    const other = await aDevice()
    const brought = await bring(other, await save(device, id, 'none'))
    const scenes = [...(await other.services.projects.read(brought)).scenes.values()]
    expect(scenes.map((scene) => scene.name)).toContain('A moment ago')
    await session.close()
  })

  test('[FF3] media that are not here come from the server; what it lacks is named', async () => {
    const { id, media } = await aFilm(device)
    const server: typeof fetch = async (input) =>
      String(input) === `/media/${media.second}`
        ? new Response(new Blob(['second'.repeat(100)], { type: 'image/webp' }))
        : new Response(null, { status: 404 })
    const away = await aDevice({ fetch: server })
    const film = await bring(away, await save(device, id, 'none'))
    const { target, became } = memoryTarget()
    const saved = await away.services.filmFiles.save(film, 'all', target, quiet())
    expect(saved.missing.map(({ label, why }) => `${label}: ${why}`)).toEqual([
      'the song: not-found',
      '1.01 take 1: not-found',
      '1.02 take 1: not-found',
    ])
    const file = new File([must(became.file, 'a file')], 'film.storycanvas')
    const { manifest } = await away.services.filmFiles.open(file, quiet().signal)
    expect(manifest.media.map((medium) => medium.sha256)).toEqual([media.second])
    expect(manifest.missing).toEqual(saved.missing)
  })

  test('[FF5] called off or failed it leaves no part of a file', async () => {
    const { id } = await aFilm(device)
    for (const stopAt of [0, 0.5]) {
      const stop = new AbortController()
      const { target, became } = memoryTarget()
      const saving = device.services.filmFiles.save(id, 'all', target, {
        signal: stop.signal,
        onProgress: ({ fraction }) => {
          if (fraction >= stopAt) stop.abort()
        },
      })
      await expect(saving).rejects.toMatchObject({ name: 'AbortError' })
      expect(became).toEqual({ file: null, abandoned: 1 })
    }
    const { target, became } = memoryTarget()
    const full = { ...target, done: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) }
    await expect(device.services.filmFiles.save(id, 'all', full, quiet())).rejects.toThrow('no room for the file')
    expect(became.abandoned).toBe(1)
  })
})

describe('opening a film file', () => {
  test('[FF1] [FF13] the film is here with its id, stars and media, and goes to the server', async () => {
    const { id, media, takes } = await aFilm(device)
    const before = await device.services.projects.freeze(id)
    const other = await aDevice()
    expect(await bring(other, await save(device, id))).toBe(id)
    const { snapshot, marks, document } = await other.services.projects.freeze(id)
    expect(document).toEqual(before.document)
    expect(snapshot.takes).toEqual(before.snapshot.takes)
    expect(marks).toEqual(before.marks)
    expect(marks.stars.map((mark) => mark.takeId)).toEqual([takes[0]])
    expect(names(other)).toEqual(['Salt & Neon'])
    for (const sha256 of Object.values(media)) {
      expect(await other.mediaCache.has(sha256, 'own')).toBe(true)
      const [there, here] = await Promise.all([device.mediaCache.get(sha256), other.mediaCache.get(sha256)])
      expect(await here?.text()).toBe(await there?.text())
    }
    const waiting = other.outbox.items.get().map((item) => item.id)
    expect(new Set(waiting)).toEqual(new Set(Object.values(media).map((sha256) => `upload:${sha256}`)))
    await expect.poll(() => isEmptyProject(openProjectDoc(other.relay.room(`project/${id}`)))).toBe(false)
  })

  test('[FF13] offline it waits for the server as one change, and a film that was only seen becomes its own', async () => {
    const { id, media } = await aFilm(device)
    const file = await save(device, id)
    const other = await aDevice()
    other.relay.drop()
    await other.mediaCache.put(media.first, new Blob(['first'.repeat(100)], { type: 'image/webp' }), 'seen')
    await bring(other, file)
    expect(await other.services.projects.isSaved(id)).toBe(false)
    expect((await other.store.load(`project/${id}`)).marks).toHaveLength(1)
    expect(await other.mediaCache.has(media.first, 'own')).toBe(true)
  })

  test('[FF8] called off or failed, nothing of it stays, and what was here before does', async () => {
    const { id, media } = await aFilm(device)
    const file = await save(device, id)
    const other = await aDevice()
    await other.mediaCache.put(media.first, new Blob(['first'.repeat(100)], { type: 'image/webp' }), 'seen')
    const opened = await other.services.filmFiles.open(file, quiet().signal)
    const stop = new AbortController()
    const calledOff = other.services.filmFiles.bring(file, opened, 'same', {
      signal: stop.signal,
      onProgress: ({ fraction }) => fraction > 0 && stop.abort(),
    })
    await expect(calledOff).rejects.toMatchObject({ name: 'AbortError' })
    const [, , last] = opened.parts.media
    const lying = { ...must(last, 'a medium'), sha256: 'f'.repeat(64) }
    const changed = { ...opened, parts: { ...opened.parts, media: [...opened.parts.media.slice(0, 2), lying] } }
    await expect(other.services.filmFiles.bring(file, changed, 'same', quiet())).rejects.toThrow('has changed')

    expect(names(other)).toEqual([])
    expect((await other.services.projects.read(id)).clips.size).toBe(0)
    expect(other.outbox.items.get()).toEqual([])
    expect(await other.mediaCache.has(media.song)).toBe(false)
    expect(await other.mediaCache.has(media.second)).toBe(false)
    expect(await other.mediaCache.has(media.first, 'seen')).toBe(true)
  })

  test('[FF8] without room for it nothing is begun, and the words say how much is lacking', async () => {
    const { id } = await aFilm(device)
    const other = await aDevice({ freeBytes: 100 })
    await expect(bring(other, await save(device, id))).rejects.toThrow('lacks 1 MB of room')
    expect(names(other)).toEqual([])
  })
})

describe('a film that is here already', () => {
  async function twoDevices() {
    const { id, takes } = await aFilm(device)
    const other = await aDevice()
    await bring(other, await save(device, id))
    return { id, takes, other }
  }
  const edit = (on: Device, id: string, name: string): Promise<void> =>
    on.services.projects.change(id, (doc, context) => void addScene(doc, { name }, context))
  const relation = async (on: Device, file: File) => {
    const { filmFiles } = on.services
    return (await filmFiles.findHere(await filmFiles.open(file, quiet().signal)))?.relation ?? null
  }

  test('[FF12] is told by its id, and who of the two has changes', async () => {
    const { id, other } = await twoDevices()
    const same = await save(device, id, 'none')
    expect(await relation(await aDevice(), same)).toBeNull()
    expect(await relation(other, same)).toBe('here-has-all')
    await edit(device, id, 'Here')
    expect(await relation(other, await save(device, id, 'none'))).toBe('file-has-all')
    expect(await relation(device, same)).toBe('here-has-all')
    await edit(other, id, 'There')
    expect(await relation(other, await save(device, id, 'none'))).toBe('both-changed')
    const [entry] = other.services.projects.entries.get()
    await other.catalog.put({ ...must(entry, 'the film'), onDevice: false, onServer: true })
    await expect.poll(() => relation(other, same)).toBe('not-on-device')
  })

  test('[FF12] merging keeps what both did, here and in the file', async () => {
    const { id, other } = await twoDevices()
    await edit(device, id, 'Made here')
    await edit(other, id, 'Made there')
    expect(await bring(other, await save(device, id))).toBe(id)
    const scenes = [...(await other.services.projects.read(id)).scenes.values()].map((scene) => scene.name)
    expect(scenes.toSorted()).toEqual(['Made here', 'Made there', 'Neon rain'])
    expect(names(other)).toHaveLength(1)
    await expect.poll(() => other.versionStore.list(id)).toMatchObject([{ kind: 'before-import' }])
  })

  test('[FF12] merging takes a film out of the trash here', async () => {
    const { id, other } = await twoDevices()
    const file = await save(device, id, 'none')
    await other.services.projects.trash(id)
    await bring(other, file)
    expect((await other.services.projects.read(id)).project.deletedAt).toBeNull()
  })

  test('[FF12] a copy shares nothing with it but the media', async () => {
    const { id, takes, other } = await twoDevices()
    const before = Y.encodeStateVectorFromUpdateV2((await other.services.projects.freeze(id)).document)
    const copyId = await bring(other, await save(device, id), 'copy')
    expect(copyId).not.toBe(id)
    const { snapshot, marks } = await other.services.projects.freeze(copyId)
    expect(snapshot.project.name).toBe('Salt & Neon copy')
    expect(snapshot.takes.size).toBe(3)
    expect([...snapshot.takes.keys()].some((takeId) => takes.includes(takeId))).toBe(false)
    expect(marks.stars).toHaveLength(1)
    expect(snapshot.takes.get(marks.stars[0]!.takeId)?.clipId).toBe(storyClips(snapshot)[0]?.id)
    expect(names(other).toSorted()).toEqual(['Salt & Neon', 'Salt & Neon copy'])
    const after = Y.encodeStateVectorFromUpdateV2((await other.services.projects.freeze(id)).document)
    expect(after).toEqual(before)
  })
})
