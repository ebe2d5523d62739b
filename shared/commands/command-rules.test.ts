import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { RecordCache } from '../document/record-cache.ts'
import { readClip, readProject } from '../document/records.ts'
import { clipsOfScene, storyClips } from '../document/selectors.ts'
import { timelineOf } from '../document/timeline-selectors.ts'
import { SCHEMA_VERSION } from '../model/project.ts'
import { aFilm, aTake, randomUuid } from '../testing/builders.ts'
import { seededRandom } from '../util/random.ts'
import {
  addClip,
  duplicateClips,
  moveClips,
  pinClip,
  setClipLength,
  setClipSettings,
  trashClips,
} from './clip-commands.ts'
import { CommandError } from './command.ts'
import { setFrameRate, updateProject } from './project-commands.ts'
import { addScene, editLyrics, moveScene, trashScene, updateScene } from './scene-commands.ts'
import { addTake } from './take-commands.ts'
import { trimClip } from './timeline-commands.ts'

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof CommandError) return error.code
    throw error
  }
  return 'done'
}

describe('what commands promise', () => {
  test('[D6] no start frame is stored: a longer clip moves those behind it without a write to them', () => {
    const { doc, clipIds, context } = aFilm([2])
    const cache = new RecordCache(doc)
    const second = cache.snapshot().clips.get(clipIds[1]!)
    setClipLength(doc, { ids: [clipIds[0]!], length: 60 }, context)
    expect(cache.snapshot().clips.get(clipIds[1]!)).toBe(second)
    expect(timelineOf(cache.snapshot()).spanOf.get(clipIds[1]!)).toMatchObject({ start: 60, end: 108 })
    expect([...doc.clips.get(clipIds[1]!)!.keys()]).not.toContain('start')
  })

  test('[D20] a command that writes many records is one transaction and one update', () => {
    const { doc, sceneIds, clipIds, context } = aFilm([3, 1])
    addTake(doc, { take: aTake(clipIds[0]!, randomUuid(seededRandom(5))) }, context)
    const edits: (() => unknown)[] = [
      () => setFrameRate(doc, { frameRate: { num: 25, den: 1 } }, context),
      () => moveClips(doc, { ids: clipIds.slice(0, 3), sceneId: sceneIds[1]! }, context),
      () => setClipSettings(doc, { ids: [...clipIds], settings: { steps: 8, cfg: 2 } }, context),
      () => duplicateClips(doc, { ids: [...clipIds] }, context),
      () => trashClips(doc, { ids: [...clipIds] }, context),
    ]
    let updates = 0
    doc.ydoc.on('update', () => (updates += 1))
    for (const [index, edit] of edits.entries()) {
      edit()
      expect(updates).toBe(index + 1)
    }
  })

  test('[D25] what lies in the trash refuses edits; a finished take still comes to its clip', () => {
    const { doc, sceneIds, clipIds, context } = aFilm([1, 1])
    const [clip, other] = clipIds as [string, string]
    trashClips(doc, { ids: [clip] }, context)
    trashScene(doc, { id: sceneIds[1]! }, context)
    expect(codeOf(() => setClipLength(doc, { ids: [clip], length: 5 }, context))).toBe('in-trash')
    expect(codeOf(() => pinClip(doc, { id: clip, pin: { frame: 0, kind: 'locked' } }, context))).toBe('in-trash')
    expect(codeOf(() => trimClip(doc, { id: clip, edge: 'end', delta: 1, ripple: true }, context))).toBe('in-trash')
    expect(codeOf(() => moveClips(doc, { ids: [other], sceneId: sceneIds[1]! }, context))).toBe('in-trash')
    expect(codeOf(() => updateScene(doc, { id: sceneIds[1]!, name: 'New' }, context))).toBe('in-trash')
    expect(codeOf(() => editLyrics(doc, { id: sceneIds[1]!, text: 'la' }, context))).toBe('in-trash')
    expect(codeOf(() => moveScene(doc, { id: sceneIds[1]! }, context))).toBe('in-trash')
    expect(addTake(doc, { take: aTake(clip, randomUuid(seededRandom(6))) }, context)).toBe(true)
  })

  test('[D61] a film of a newer version refuses every command', () => {
    const { doc, sceneIds, clipIds, context } = aFilm([1])
    doc.meta.set('schemaVersion', SCHEMA_VERSION + 1)
    const state = Y.encodeStateAsUpdate(doc.ydoc)
    expect(codeOf(() => updateProject(doc, { name: 'Mine' }, context))).toBe('conflict')
    expect(codeOf(() => addClip(doc, { sceneId: sceneIds[0]! }, context))).toBe('conflict')
    expect(codeOf(() => addTake(doc, { take: aTake(clipIds[0]!, randomUuid(seededRandom(7))) }, context))).toBe(
      'conflict',
    )
    expect(Y.encodeStateAsUpdate(doc.ydoc)).toEqual(state)
  })

  test('[D26] a rate at which a clip would be too long is refused, so no length is lost', () => {
    const { doc, clipIds, context } = aFilm([2])
    setClipLength(doc, { ids: [clipIds[0]!], length: 2_073_600 }, context)
    expect(codeOf(() => setFrameRate(doc, { frameRate: { num: 240, den: 1 } }, context))).toBe('invalid')
    setClipLength(doc, { ids: [clipIds[0]!], length: 48 }, context)
    pinClip(doc, { id: clipIds[1]!, pin: { frame: 2_073_600, kind: 'locked' } }, context)
    expect(codeOf(() => setFrameRate(doc, { frameRate: { num: 240, den: 1 } }, context))).toBe('invalid')
    expect(readProject(doc).frameRate).toEqual({ num: 24, den: 1 })
    expect(readClip(doc, clipIds[1]!)?.pin?.frame).toBe(2_073_600)
  })
})

describe('documents from elsewhere', () => {
  test('[D4] entries that are no entities stand in the way of no command', () => {
    const { doc, sceneIds, clipIds, context } = aFilm([2])
    const roots = [doc.clips, doc.takes, doc.scenes] as unknown as Y.Map<unknown>[]
    for (const root of roots)
      for (const [key, value] of [
        ['number', 5],
        ['none', null],
        ['text', 'x'],
      ] as const)
        root.set(key, value)
    const added = addClip(doc, { sceneId: sceneIds[0]! }, context)
    expect(readClip(doc, added)?.number).toBe('1.03')
    expect(duplicateClips(doc, { ids: [clipIds[0]!] }, context)).toHaveLength(1)
    expect(trimClip(doc, { id: clipIds[0]!, edge: 'end', delta: -8, ripple: true }, context).delta).toBe(-8)
    addScene(doc, { name: 'Next' }, context)
  })

  test('[D4] an order that is no order key reads as the default, and others can be placed beside it', () => {
    const { doc, sceneIds, clipIds, context } = aFilm([2])
    doc.clips.get(clipIds[1]!)!.set('order', '~ last ~')
    expect(readClip(doc, clipIds[1]!)?.order).toBe('a0')
    const placed = addClip(doc, { sceneId: sceneIds[0]!, afterId: clipIds[1]! }, context)
    const story = storyClips(new RecordCache(doc).snapshot()).map((clip) => clip.id)
    expect(story.indexOf(placed)).toBe(story.indexOf(clipIds[1]!) + 1)
  })
})

test('a sibling without a readable key, number or trash mark is placed as it is read', () => {
  const { doc, sceneIds, clipIds, context } = aFilm([3])
  const [broken] = clipIds as [string]
  doc.clips.get(broken)!.set('order', 'not a key')
  doc.clips.get(broken)!.set('deletedAt', 'nonsense')
  const added = addClip(doc, { sceneId: sceneIds[0]!, afterId: broken }, context)
  const order = clipsOfScene(new RecordCache(doc).snapshot(), sceneIds[0]!).map(({ id }) => id)
  expect(order.indexOf(added)).toBe(order.indexOf(broken) + 1)
})
