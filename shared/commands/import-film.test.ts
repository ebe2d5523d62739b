import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openProjectDoc } from '../document/project-doc.ts'
import { readClip, readProject, readScene, readTake } from '../document/records.ts'
import { aFilm, aTake, randomUuid, testContext } from '../testing/builders.ts'
import { seededRandom } from '../util/random.ts'
import { importFilm } from './import-film.ts'

/** A one-clip film as plain records. */
function records() {
  const { doc, sceneIds, clipIds } = aFilm([1])
  const scene = { ...readScene(doc, sceneIds[0]!)!, lyrics: 'One line\nand another' }
  const take = { ...aTake(clipIds[0]!, randomUuid(seededRandom(9))), deletedAt: null }
  const clip = {
    ...readClip(doc, clipIds[0]!)!,
    imagePrompt: 'a pier at dusk',
    settings: { kind: 'image' as const },
    selectedTakeId: take.id,
  }
  const { name, frameRate, width, height } = readProject(doc)
  return { project: { name, frameRate, width, height }, scenes: [scene], clips: [clip], takes: [take], sample: true }
}

const empty = () => openProjectDoc(new Y.Doc())

describe('project.import', () => {
  test('a film reads back as it was, in one transaction', () => {
    const doc = empty()
    let transactions = 0
    doc.ydoc.on('afterTransaction', () => (transactions += 1))
    const film = records()
    importFilm(doc, film, testContext())
    expect(transactions).toBe(1)
    expect(readProject(doc)).toMatchObject({ name: 'Salt & Neon', sample: true, music: null })
    expect(readScene(doc, film.scenes[0]!.id)).toEqual(film.scenes[0])
    expect(readClip(doc, film.clips[0]!.id)).toEqual(film.clips[0])
    expect(readTake(doc, film.takes[0]!.id)).toEqual(film.takes[0])
  })

  test('a document that holds a film already is refused', () => {
    const { doc, context } = aFilm()
    const before = Y.encodeStateAsUpdate(doc.ydoc)
    expect(() => importFilm(doc, records(), context)).toThrow('exists already')
    expect(Y.encodeStateAsUpdate(doc.ydoc)).toEqual(before)
  })

  test.each([
    ['a clip without its scene', 'belongs to no scene', { scenes: [] }],
    ['a pick that is not there', 'picks a take it does not have', { takes: [] }],
    ['two scenes with one id', 'share an id', { scenes: [records().scenes[0]!, records().scenes[0]!] }],
  ])('%s is refused and nothing is written', (_, message, change) => {
    const doc = empty()
    expect(() => importFilm(doc, { ...records(), ...change }, testContext())).toThrow(message)
    expect(doc.ydoc.store.clients.size).toBe(0)
  })

  test('a take without its clip is refused', () => {
    const film = records()
    const clips = film.clips.map((clip) => ({ ...clip, selectedTakeId: null }))
    const takes = film.takes.map((take) => ({ ...take, clipId: randomUuid(seededRandom(77)) }))
    expect(() => importFilm(empty(), { ...film, clips, takes }, testContext())).toThrow('belongs to no clip')
  })
})
