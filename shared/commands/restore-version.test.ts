import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readContent, snapshotOfContent, type FilmContent } from '../document/film-content.ts'
import type { ProjectDoc } from '../document/project-doc.ts'
import { RecordCache, type ProjectSnapshot } from '../document/record-cache.ts'
import { readClip, readProject, readScene, readTake } from '../document/records.ts'
import { clipsOfScene, orderedScenes } from '../document/selectors.ts'
import { projectHistory, UndoHistory } from '../document/undo.ts'
import { SCHEMA_VERSION } from '../model/project.ts'
import { aFilm, aTake, randomUuid } from '../testing/builders.ts'
import { connectPeers } from '../testing/peers.ts'
import { randomEdit } from '../testing/random-edits.ts'
import { seededRandom, type Random } from '../util/random.ts'
import { addClip, editPrompt, restoreClips, setClipLength, setClipSettings, trashClips } from './clip-commands.ts'
import type { CommandError } from './command.ts'
import { archiveProject, setFrameRate, updateProject } from './project-commands.ts'
import { restoreVersion } from './restore-version.ts'
import { addScene, trashScene } from './scene-commands.ts'
import { addTake, pickTake, trashTake } from './take-commands.ts'

const snapshotOf = (doc: ProjectDoc): ProjectSnapshot => new RecordCache(doc).snapshot()
const plain = ({ structure: _, ...records }: ProjectSnapshot): unknown => records
const edits = (doc: ProjectDoc, random: Random, context: Parameters<typeof randomEdit>[2], count: number): void => {
  for (let n = 0; n < count; n += 1) randomEdit(doc, random, context)
}
const seeds = fc.integer({ min: 1, max: 1_000_000 })

/** What the story shows of a film: the live scenes and clips in order, with every field but when things were trashed. */
function story(snapshot: ProjectSnapshot): unknown {
  return orderedScenes(snapshot).map((scene) => ({ scene, clips: clipsOfScene(snapshot, scene.id) }))
}

describe('what restoring promises', () => {
  test('[D70] [D71] the story reads as the version did; undo gives back today exactly, redo the version', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { doc, context } = aFilm([3, 2, 2], (seed % 50) + 1)
        const random = seededRandom(seed)
        edits(doc, random, context, 25)
        const version = readContent(doc)
        const then = snapshotOfContent(version)
        expect(plain(then)).toEqual(plain(snapshotOf(doc)))
        edits(doc, random, context, 25)
        const today = snapshotOf(doc)
        const history = new UndoHistory([projectHistory(doc)], context.origin, () => 0)
        let updates = 0
        doc.ydoc.on('update', () => (updates += 1))

        const step = { label: 'Restore', mergeKey: null }
        history.record(step, () => restoreVersion(doc, { content: version }, context))
        expect(updates).toBeLessThanOrEqual(1)
        const restored = snapshotOf(doc)
        expect(story(restored)).toEqual(story(then))
        expect(restored.project).toEqual(then.project)
        for (const [id, clip] of then.clips) {
          expect({ ...restored.clips.get(id), deletedAt: null }).toEqual({ ...clip, deletedAt: null })
        }
        for (const [id, take] of today.takes) {
          const trashed = take.deletedAt !== null && then.takes.get(id)?.deletedAt !== null
          expect(restored.takes.get(id)?.deletedAt === null, 'a take is there').toBe(!trashed)
        }

        if (updates > 0) expect(history.undo()).toBe('Restore')
        expect(plain(snapshotOf(doc))).toEqual(plain(today))
        history.redo()
        expect(story(snapshotOf(doc))).toEqual(story(then))
      }),
      { numRuns: 25, seed: 20262 },
    )
  })

  test('[D72] restoring while others edit converges, and what they write meanwhile is not lost', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const network = connectPeers(seed, 3, Y.encodeStateAsUpdate(aFilm([3, 2]).doc.ydoc))
        const [me] = network.peers
        let version: FilmContent = readContent(me!.doc)
        for (let step = 0; step < 45; step += 1) {
          const peer = network.peers[step % 3]!
          randomEdit(peer.doc, network.random, peer.context)
          network.deliverSome()
          if (step === 15) version = readContent(me!.doc)
          if (step === 30) restoreVersion(me!.doc, { content: version }, me!.context)
        }
        network.settle()
        const [first, ...rest] = network.peers.map((peer) => plain(snapshotOf(peer.doc)))
        for (const other of rest) expect(other).toEqual(first)
      }),
      { numRuns: 12, seed: 20263 },
    )
  })

  test('[D72] words that somebody types elsewhere in a prompt stay', () => {
    const { doc, context, clipIds } = aFilm([1])
    const id = clipIds[0]!
    editPrompt(doc, { id, field: 'imagePrompt', text: 'A pier at night. Neon rain.' }, context)
    const version = readContent(doc)
    editPrompt(doc, { id, field: 'imagePrompt', text: 'A long pier at night. Neon rain.' }, context)
    const network = connectPeers(4, 2, Y.encodeStateAsUpdate(doc.ydoc))
    const [me, rin] = network.peers
    restoreVersion(me!.doc, { content: version }, me!.context)
    editPrompt(rin!.doc, { id, field: 'imagePrompt', text: 'A long pier at night. Neon rain falls.' }, rin!.context)
    network.settle()
    expect(readClip(me!.doc, id)?.imagePrompt).toBe('A pier at night. Neon rain falls.')
  })

  test('[D73] takes made since stay with their clip, and deleted ones come back; the pick is the one of then', () => {
    const { doc, context, clipIds } = aFilm([1])
    const random = seededRandom(9)
    const [clipId, old, young] = [clipIds[0]!, randomUuid(random), randomUuid(random)]
    addTake(doc, { take: aTake(clipId, old) }, context)
    const version = readContent(doc)
    trashTake(doc, { id: old }, context)
    addTake(doc, { take: aTake(clipId, young) }, context)
    pickTake(doc, { clipId, takeId: young }, context)
    restoreVersion(doc, { content: version }, context)
    expect(readTake(doc, young)?.deletedAt).toBeNull()
    expect(readTake(doc, old)?.deletedAt).toBeNull()
    expect(readClip(doc, clipId)?.selectedTakeId).toBe(old)
    const withTrash = readContent(doc)
    trashTake(doc, { id: young }, context)
    restoreVersion(doc, { content: withTrash }, context)
    expect(readTake(doc, young)?.deletedAt).toBeNull()
  })

  test('[D74] whether the film is archived, deleted or the sample is no part of a version; its name and rate are', () => {
    const { doc, context, sceneIds } = aFilm([1])
    const version = readContent(doc)
    updateProject(doc, { name: 'Another', width: 1920 }, context)
    archiveProject(doc, { archived: true }, context)
    setFrameRate(doc, { frameRate: { num: 48, den: 1 } }, context)
    const added = addClip(doc, { sceneId: sceneIds[0]!, length: 96, pin: { frame: 480, kind: 'locked' } }, context)
    const { archivedAt } = readProject(doc)
    restoreVersion(doc, { content: version }, context)
    expect(readProject(doc)).toMatchObject({ name: 'Salt & Neon', width: 1280, archivedAt, frameRate: { num: 24 } })
    // Out of the trash it would last its two seconds still.
    expect(readClip(doc, added)).toMatchObject({ length: 48, pin: { frame: 240 } })
    expect(readClip(doc, added)?.deletedAt).not.toBeNull()
  })

  test('[D75] what was in the trash then goes there with the time of today', () => {
    const { doc, context, clipIds, sceneIds } = aFilm([2, 1])
    trashClips(doc, { ids: [clipIds[0]!] }, context)
    trashScene(doc, { id: sceneIds[1]! }, context)
    const then = readClip(doc, clipIds[0]!)?.deletedAt ?? 0
    const trashed = readScene(doc, sceneIds[1]!)?.deletedAt
    const version = readContent(doc)
    restoreClips(doc, { ids: [clipIds[0]!] }, context)
    restoreVersion(doc, { content: version }, context)
    expect(readClip(doc, clipIds[0]!)?.deletedAt).toBeGreaterThan(then)
    expect(readScene(doc, sceneIds[1]!)?.deletedAt).toBe(trashed)
  })

  test('[D5] unknown fields come back, unknown settings too, and those that the version lacks stay', () => {
    const { doc, context, clipIds } = aFilm([1])
    const map = doc.clips.get(clipIds[0]!)!
    map.set('grade', 'warm')
    setClipSettings(doc, { ids: [clipIds[0]!], settings: { steps: 8 } }, context)
    const version = readContent(doc)
    map.set('grade', 'cold')
    map.set('later', true)
    setClipSettings(doc, { ids: [clipIds[0]!], settings: { steps: null, seed: 4 } }, context)
    restoreVersion(doc, { content: version }, context)
    expect([map.get('grade'), map.get('later')]).toEqual(['warm', true])
    expect(readClip(doc, clipIds[0]!)?.settings).toEqual({ steps: 8 })
  })

  test('[D70] an entity that is no longer in the document at all is made anew, texts and settings included', () => {
    const { doc, context, clipIds, sceneIds } = aFilm([1])
    const id = clipIds[0]!
    editPrompt(doc, { id, field: 'imagePrompt', text: 'Rain' }, context)
    setClipSettings(doc, { ids: [id], settings: { steps: 8 } }, context)
    const version = readContent(doc)
    const before = plain(snapshotOf(doc))
    doc.clips.delete(id)
    doc.scenes.delete(sceneIds[0]!)
    restoreVersion(doc, { content: version }, context)
    expect(plain(snapshotOf(doc))).toEqual(before)
    editPrompt(doc, { id, field: 'imagePrompt', text: 'Rain falls' }, context)
    expect(doc.clips.get(id)!.get('imagePrompt')).toBeInstanceOf(Y.Text)
  })

  test('[D72] a version that is the film as it is writes nothing', () => {
    const { doc, context } = aFilm([2, 1])
    let updates = 0
    doc.ydoc.on('update', () => (updates += 1))
    restoreVersion(doc, { content: readContent(doc) }, context)
    expect(updates).toBe(0)
  })

  test('[D61] [D21] a version of a newer app is refused and nothing is changed', () => {
    const { doc, context, clipIds } = aFilm([1])
    const content = readContent(doc)
    setClipLength(doc, { ids: [clipIds[0]!], length: 9 }, context)
    addScene(doc, { name: 'Since' }, context)
    const state = Y.encodeStateAsUpdate(doc.ydoc)
    for (const [schemaVersion, code] of [
      [SCHEMA_VERSION + 1, 'conflict'],
      [SCHEMA_VERSION - 1, 'invalid'],
    ] as const) {
      const other = { ...content, meta: { ...content.meta, schemaVersion } }
      expect(() => restoreVersion(doc, { content: other }, context)).toThrow(
        expect.objectContaining({ code }) as CommandError,
      )
    }
    expect(Y.encodeStateAsUpdate(doc.ydoc)).toEqual(state)
  })
})
