import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  addClip,
  duplicateClips,
  editPrompt,
  moveClips,
  pinClip,
  restoreClips,
  setClipLength,
  setClipSettings,
  trashClips,
  unpinClips,
} from '../commands/clip-commands.ts'
import { CommandError } from '../commands/command.ts'
import { createProject, setFrameRate, setMusic, updateProject } from '../commands/project-commands.ts'
import { addScene, moveScene, restoreScene, trashScene, updateScene } from '../commands/scene-commands.ts'
import { addTake, pickTake, restoreTake, trashTake } from '../commands/take-commands.ts'
import { aFilm, aTake, randomUuid, testContext } from '../testing/builders.ts'
import { seededRandom } from '../util/random.ts'
import { openProjectDoc } from './project-doc.ts'
import { RecordCache } from './record-cache.ts'
import { readClip, readProject, readTake } from './records.ts'
import { clipsOfScene, orderedScenes, pickedTake, shownTake, storyClips, takeNumber } from './selectors.ts'

const newId = (seed: number): string => randomUuid(seededRandom(seed))

function refusal(run: () => unknown): CommandError {
  try {
    run()
  } catch (error) {
    if (error instanceof CommandError) return error
    throw error
  }
  throw new Error('the command was not refused')
}

describe('shape', () => {
  test('[D1] opening a document writes nothing', () => {
    const ydoc = new Y.Doc()
    const empty = Y.encodeStateAsUpdate(ydoc)
    openProjectDoc(ydoc)
    expect(Y.encodeStateAsUpdate(ydoc)).toEqual(empty)
  })

  test('[D4] a field with nonsense reads as its default and leaves the rest alone', () => {
    const { doc, clipIds } = aFilm()
    doc.clips.get(clipIds[0]!)!.set('length', 'long')
    doc.meta.set('frameRate', { num: 0, den: 0 })
    expect(readClip(doc, clipIds[0]!)).toMatchObject({ name: 'Clip 1.1', length: 96 })
    expect(readProject(doc)).toMatchObject({ name: 'Salt & Neon', frameRate: { num: 24, den: 1 } })
  })

  test('[D4] an entity without a valid identity is passed over', () => {
    const { doc } = aFilm()
    doc.clips.set('not a uuid', new Y.Map())
    doc.takes.set(newId(9), 'nonsense' as never)
    const cache = new RecordCache(doc)
    expect(cache.snapshot().clips.size).toBe(3)
    expect(readTake(doc, newId(9))).toBeNull()
  })

  test('[D5] unknown fields survive commands', () => {
    const { doc, clipIds, context } = aFilm()
    doc.clips.get(clipIds[0]!)!.set('fromTheFuture', 7)
    setClipLength(doc, { ids: [clipIds[0]!], length: 10 }, context)
    expect(doc.clips.get(clipIds[0]!)!.get('fromTheFuture')).toBe(7)
  })
})

describe('commands', () => {
  test('[D23] numbers count within the scene, inserts get letters, and none is given twice', () => {
    const { doc, sceneIds, clipIds, context } = aFilm([2])
    const number = (id: string): string => readClip(doc, id)!.number
    expect(clipIds.map(number)).toEqual(['1.01', '1.02'])
    const insert = addClip(doc, { sceneId: sceneIds[0]!, afterId: clipIds[0]! }, context)
    const second = addClip(doc, { sceneId: sceneIds[0]!, afterId: clipIds[0]! }, context)
    expect([number(insert), number(second)]).toEqual(['1.01A', '1.01B'])
    trashClips(doc, { ids: [clipIds[1]!] }, context)
    expect(number(addClip(doc, { sceneId: sceneIds[0]! }, context))).toBe('1.03')
    const snapshot = new RecordCache(doc).snapshot()
    expect(clipsOfScene(snapshot, sceneIds[0]!).map((clip) => clip.number)).toEqual(['1.01', '1.01B', '1.01A', '1.03'])
  })

  test('[D11] moving a scene writes one key and takes its clips along', () => {
    const { doc, sceneIds, context } = aFilm([1, 1, 1])
    const before = Y.encodeStateVector(doc.ydoc)
    moveScene(doc, { id: sceneIds[2]!, beforeId: sceneIds[0]! }, context)
    const decoded = Y.decodeUpdate(Y.encodeStateAsUpdate(doc.ydoc, before))
    expect(decoded.structs).toHaveLength(1)
    const snapshot = new RecordCache(doc).snapshot()
    expect(storyClips(snapshot).map((clip) => clip.name)).toEqual(['Clip 3.1', 'Clip 1.1', 'Clip 2.1'])
  })

  test('several clips move together, across scenes, in the order given', () => {
    const { doc, sceneIds, clipIds, context } = aFilm([3, 1])
    moveClips(doc, { ids: [clipIds[2]!, clipIds[0]!], sceneId: sceneIds[1]!, beforeId: clipIds[3]! }, context)
    const snapshot = new RecordCache(doc).snapshot()
    expect(clipsOfScene(snapshot, sceneIds[1]!).map((clip) => clip.id)).toEqual([clipIds[2], clipIds[0], clipIds[3]])
    expect(clipsOfScene(snapshot, sceneIds[0]!).map((clip) => clip.id)).toEqual([clipIds[1]])
  })

  test('moving drops a held pin and keeps a locked one', () => {
    const { doc, sceneIds, clipIds, context } = aFilm([2, 1])
    pinClip(doc, { id: clipIds[0]!, pin: { frame: 10, kind: 'held' } }, context)
    pinClip(doc, { id: clipIds[1]!, pin: { frame: 99, kind: 'locked' } }, context)
    moveClips(doc, { ids: [clipIds[0]!, clipIds[1]!], sceneId: sceneIds[1]! }, context)
    expect(readClip(doc, clipIds[0]!)!.pin).toBeNull()
    expect(readClip(doc, clipIds[1]!)!.pin).toEqual({ frame: 99, kind: 'locked' })
    unpinClips(doc, { ids: [clipIds[1]!] }, context)
    expect(readClip(doc, clipIds[1]!)!.pin).toBeNull()
  })

  test('[D24] a trashed scene hides its clips and brings them back', () => {
    const { doc, sceneIds, context } = aFilm([2, 1])
    trashScene(doc, { id: sceneIds[0]! }, context)
    expect(storyClips(new RecordCache(doc).snapshot())).toHaveLength(1)
    restoreScene(doc, { id: sceneIds[0]! }, context)
    expect(storyClips(new RecordCache(doc).snapshot())).toHaveLength(3)
  })

  test('[D26] a new frame rate keeps seconds', () => {
    const { doc, clipIds, context } = aFilm([2])
    pinClip(doc, { id: clipIds[1]!, pin: { frame: 96, kind: 'locked' } }, context)
    setFrameRate(doc, { frameRate: { num: 30, den: 1 } }, context)
    expect(readClip(doc, clipIds[1]!)).toMatchObject({ length: 60, pin: { frame: 120, kind: 'locked' } })
  })

  test('[D22] adding a take twice leaves one; the first is picked by itself', () => {
    const { doc, clipIds, context } = aFilm([1])
    const take = aTake(clipIds[0]!, newId(1))
    expect(addTake(doc, { take }, context)).toBe(true)
    const state = Y.encodeStateAsUpdate(doc.ydoc)
    expect(addTake(doc, { take }, context)).toBe(false)
    expect(Y.encodeStateAsUpdate(doc.ydoc)).toEqual(state)
    addTake(doc, { take: aTake(clipIds[0]!, newId(2), { createdAt: 1_700_000_000_500 }) }, context)
    const snapshot = new RecordCache(doc).snapshot()
    expect(pickedTake(snapshot, snapshot.clips.get(clipIds[0]!)!)?.id).toBe(newId(1))
  })

  test('[D27] [D28] trashing a take clears the pick, not the numbers', () => {
    const { doc, clipIds, context } = aFilm([1])
    addTake(doc, { take: aTake(clipIds[0]!, newId(1)) }, context)
    addTake(doc, { take: aTake(clipIds[0]!, newId(2), { createdAt: 1_800_000_000_000, kind: 'video' }) }, context)
    trashTake(doc, { id: newId(1) }, context)
    const cache = new RecordCache(doc)
    const clip = cache.snapshot().clips.get(clipIds[0]!)!
    expect(pickedTake(cache.snapshot(), clip)).toBeNull()
    expect(takeNumber(cache.snapshot(), cache.snapshot().takes.get(newId(2))!)).toBe(2)
    expect(shownTake(cache.snapshot(), clip)?.id).toBe(newId(2))
    restoreTake(doc, { id: newId(1) }, context)
    expect(pickedTake(cache.snapshot(), clip)?.id).toBe(newId(1))
    pickTake(doc, { clipId: clip.id, takeId: newId(2) }, context)
    expect(pickedTake(cache.snapshot(), cache.snapshot().clips.get(clip.id)!)?.id).toBe(newId(2))
  })

  test('a duplicate has its own number, prompts, settings and takes', () => {
    const { doc, clipIds, context } = aFilm([2])
    editPrompt(doc, { id: clipIds[0]!, field: 'imagePrompt', text: 'rain' }, context)
    setClipSettings(doc, { ids: [clipIds[0]!], settings: { steps: 20, seed: 7 } }, context)
    setClipSettings(doc, { ids: [clipIds[0]!], settings: { seed: null } }, context)
    addTake(doc, { take: aTake(clipIds[0]!, newId(1)) }, context)
    const [copy] = duplicateClips(doc, { ids: [clipIds[0]!] }, context)
    const snapshot = new RecordCache(doc).snapshot()
    const record = snapshot.clips.get(copy!)!
    expect(record).toMatchObject({ number: '1.01A', imagePrompt: 'rain', settings: { steps: 20 } })
    expect(pickedTake(snapshot, record)?.media).toBe('a'.repeat(64))
    expect(storyClips(snapshot).map((clip) => clip.number)).toEqual(['1.01', '1.01A', '1.02'])
  })

  test('[D21] every refusal leaves the document byte-identical and carries a code', () => {
    const { doc, sceneIds, clipIds, context } = aFilm([2, 1])
    const [first] = clipIds as [string]
    addTake(doc, { take: aTake(first, newId(1)) }, context)
    trashClips(doc, { ids: [clipIds[2]!] }, context)
    trashScene(doc, { id: sceneIds[1]! }, context)
    const unknown = newId(77)
    const state = Y.encodeStateAsUpdate(doc.ydoc)
    const refusals: [string, () => unknown][] = [
      ['conflict', () => createProject(doc, { name: 'Again' }, context)],
      ['invalid', () => updateProject(doc, { name: '   ' }, context)],
      ['invalid', () => setFrameRate(doc, { frameRate: { num: 0, den: 1 } }, context)],
      ['invalid', () => setMusic(doc, { music: { sha256: 'x' } as never }, context)],
      ['conflict', () => addScene(doc, { id: sceneIds[0]!, name: 'Twice' }, context)],
      ['not-found', () => addScene(doc, { name: 'Lost', afterId: unknown }, context)],
      ['in-trash', () => updateScene(doc, { id: sceneIds[1]!, name: 'No' }, context)],
      ['not-found', () => moveScene(doc, { id: unknown }, context)],
      ['in-trash', () => addClip(doc, { sceneId: sceneIds[1]! }, context)],
      ['conflict', () => addClip(doc, { id: first, sceneId: sceneIds[0]! }, context)],
      ['invalid', () => addClip(doc, { sceneId: sceneIds[0]!, length: 0 }, context)],
      ['in-trash', () => trashClips(doc, { ids: [first, clipIds[2]!] }, context)],
      ['not-found', () => moveClips(doc, { ids: [first], sceneId: sceneIds[0]!, afterId: unknown }, context)],
      ['not-found', () => setClipLength(doc, { ids: [first, unknown], length: 5 }, context)],
      ['invalid', () => setClipLength(doc, { ids: [first], length: 1.5 }, context)],
      ['invalid', () => editPrompt(doc, { id: first, field: 'imagePrompt', text: 'x'.repeat(20_001) }, context)],
      ['invalid', () => setClipSettings(doc, { ids: [first], settings: { steps: -1 } }, context)],
      ['in-trash', () => duplicateClips(doc, { ids: [clipIds[2]!] }, context)],
      ['not-found', () => restoreClips(doc, { ids: [unknown] }, context)],
      ['not-found', () => pickTake(doc, { clipId: first, takeId: unknown }, context)],
      ['invalid', () => pickTake(doc, { clipId: clipIds[1]!, takeId: newId(1) }, context)],
      ['not-found', () => addTake(doc, { take: aTake(unknown, newId(2)) }, context)],
      ['conflict', () => addTake(doc, { take: aTake(clipIds[1]!, newId(1)) }, context)],
      ['not-found', () => trashTake(doc, { id: unknown }, context)],
    ]
    for (const [code, run] of refusals) {
      expect(refusal(run).code).toBe(code)
      expect(Y.encodeStateAsUpdate(doc.ydoc)).toEqual(state)
    }
  })
})

describe('reading', () => {
  test('[D50] only what a transaction touched is read again', () => {
    const { doc, clipIds, context } = aFilm([2])
    const cache = new RecordCache(doc)
    const before = cache.snapshot()
    const seen: string[][] = []
    cache.subscribe((changes) => seen.push([...changes.clips]))
    editPrompt(doc, { id: clipIds[0]!, field: 'videoPrompt', text: 'slow push' }, context)
    const after = cache.snapshot()
    expect(seen).toEqual([[clipIds[0]]])
    expect(after.clips.get(clipIds[1]!)).toBe(before.clips.get(clipIds[1]!))
    expect(after.clips.get(clipIds[0]!)?.videoPrompt).toBe('slow push')
    expect(after.scenes).toBe(before.scenes)
  })

  test('[D51] typing keeps the structure, a new length changes it', () => {
    const { doc, clipIds, context } = aFilm([2])
    const cache = new RecordCache(doc)
    const { structure } = cache.snapshot()
    editPrompt(doc, { id: clipIds[0]!, field: 'imagePrompt', text: 'fog' }, context)
    expect(cache.snapshot().structure).toBe(structure)
    setClipLength(doc, { ids: [clipIds[0]!], length: 7 }, context)
    expect(cache.snapshot().structure).not.toBe(structure)
    expect(orderedScenes(cache.snapshot())).toHaveLength(1)
  })

  test('a stopped cache hears nothing more', () => {
    const { doc, clipIds } = aFilm([1])
    const cache = new RecordCache(doc)
    cache.destroy()
    setClipLength(doc, { ids: [clipIds[0]!], length: 3 }, testContext(2))
    expect(cache.snapshot().clips.get(clipIds[0]!)?.length).toBe(48)
  })
})
