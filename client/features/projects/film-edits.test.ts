import { describe, expect, test } from 'vitest'
import type { MediaLibrary } from '#client/session/media-library.ts'
import { createTestServices } from '#client/testing/test-services.ts'
import { trashClips } from '#shared/commands/clip-commands.ts'
import { starTakes } from '#shared/commands/review-commands.ts'
import { addTake } from '#shared/commands/take-commands.ts'
import { clipsOfScene, orderedScenes, storyClips } from '#shared/document/selectors.ts'
import { aTake } from '#shared/testing/builders.ts'
import {
  duplicateFilm,
  filmNameOf,
  makeEmptyFilm,
  makeFilmFromSong,
  makeFilmFromText,
  renameFilm,
} from './film-edits.ts'
import { parseScript } from './parse-script.ts'

const film = { name: 'Long Corridor', frameRate: { num: 25, den: 1 }, width: 720, height: 1280 }

async function makers() {
  const { services } = await createTestServices()
  return { services, makers: { projects: services.projects, media: services.media, newId: services.clock.newId } }
}

const song = (kind: 'audio' | 'image'): MediaLibrary =>
  ({
    addFile: () =>
      Promise.resolve({
        sha256: 'a'.repeat(64),
        kind,
        mime: `${kind}/test`,
        bytes: 10,
        width: 0,
        height: 0,
        durationSeconds: kind === 'audio' ? 90 : 0,
        frameRate: null,
        fileName: 'song.mp3',
      }),
  }) as unknown as MediaLibrary

describe('making films', () => {
  test('an empty film has its rate and shape, and a clip to write in', async () => {
    const { services, makers: by } = await makers()
    const id = await makeEmptyFilm(by, film)
    const snapshot = await services.projects.read(id)
    expect(snapshot.project).toMatchObject({ name: 'Long Corridor', frameRate: { num: 25, den: 1 }, width: 720 })
    expect(storyClips(snapshot).map((clip) => clip.number)).toEqual(['1.01'])
    expect(services.projects.entries.get().map((entry) => entry.name)).toEqual(['Long Corridor'])
  })

  test('a text gives its scenes in order, with lyrics and a clip each', async () => {
    const { services, makers: by } = await makers()
    const id = await makeFilmFromText(by, film, parseScript('[Verse]\nLow tide\n\n[Chorus]\nNeon rain'))
    const snapshot = await services.projects.read(id)
    const scenes = orderedScenes(snapshot)
    expect(scenes.map((scene) => [scene.part, scene.lyrics])).toEqual([
      ['Verse', 'Low tide'],
      ['Chorus', 'Neon rain'],
    ])
    expect(scenes.every((scene) => clipsOfScene(snapshot, scene.id).length === 1)).toBe(true)
  })

  test('a song lies under its film; what is no song makes none', async () => {
    const { services, makers: by } = await makers()
    const file = new File(['x'], 'my_song.mp3')
    const id = await makeFilmFromSong({ ...by, media: song('audio') }, film, file)
    expect((await services.projects.read(id)).project.music).toMatchObject({
      fileName: 'my_song.mp3',
      durationSeconds: 90,
    })
    await expect(makeFilmFromSong({ ...by, media: song('image') }, film, file)).rejects.toThrow('not a song')
    expect(services.projects.entries.get()).toHaveLength(1)
  })

  test('a file name becomes a film name', () => {
    expect(filmNameOf('my_song - final.mp3')).toBe('my song - final')
    expect(filmNameOf('.mp3')).toBe('New film')
  })

  test('a duplicate has everything but the trash, under ids of its own', async () => {
    const { services, makers: by } = await makers()
    const id = await makeFilmFromText(by, film, parseScript('One\n\nTwo'))
    const before = await services.projects.read(id)
    const gone = storyClips(before)[1]?.id ?? ''
    await services.projects.change(id, (doc, context) => trashClips(doc, { ids: [gone] }, context))
    const [kept = ''] = storyClips(before).map((clip) => clip.id)
    const takeId = services.clock.newId()
    await services.projects.change(id, (doc, context) => addTake(doc, { take: aTake(kept, takeId) }, context))
    await services.projects.changeReview(id, (review, context) =>
      starTakes(review, { takeIds: [takeId], on: true }, context),
    )
    const copyId = await duplicateFilm(by, id)
    const { snapshot: copy, marks } = await services.projects.freeze(copyId)
    expect(marks.stars.map((mark) => mark.takeId)).toEqual([...copy.takes.keys()])
    expect(copy.project.name).toBe('Long Corridor copy')
    expect(orderedScenes(copy).map((scene) => scene.name)).toEqual(['One', 'Two'])
    expect([...copy.clips.values()]).toHaveLength(1)
    const ids = new Set([...before.scenes.keys(), ...before.clips.keys()])
    expect([...copy.scenes.keys(), ...copy.clips.keys()].some((one) => ids.has(one))).toBe(false)
  })

  test('a new name is in the document and in the list', async () => {
    const { services, makers: by } = await makers()
    const id = await makeEmptyFilm(by, film)
    await renameFilm(services.projects, id, 'Slow Water')
    expect((await services.projects.read(id)).project.name).toBe('Slow Water')
    expect(services.projects.entries.get()[0]?.name).toBe('Slow Water')
  })
})
