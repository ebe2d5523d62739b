import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addClip,
  editPrompt,
  moveClips,
  pinClip,
  setClipLength,
  setClipSettings,
  trashClips,
} from '../../commands/clip-commands.ts'
import { setFrameRate, updateProject } from '../../commands/project-commands.ts'
import { restoreVersion } from '../../commands/restore-version.ts'
import { addScene, editLyrics, moveScene, trashScene, updateScene } from '../../commands/scene-commands.ts'
import { addTake } from '../../commands/take-commands.ts'
import { aFilm, aTake, randomUuid } from '../../testing/builders.ts'
import { randomEdit } from '../../testing/random-edits.ts'
import { seededRandom } from '../../util/random.ts'
import { readContent } from '../film-content.ts'
import type { ProjectDoc } from '../project-doc.ts'
import { RecordCache, type ProjectSnapshot } from '../record-cache.ts'
import { clipsOfScene, orderedScenes, takesOfClip } from '../selectors.ts'
import { compareVersions, type VersionChange } from './compare.ts'
import { leastMoved } from './least-moved.ts'

const snapshotOf = (doc: ProjectDoc): ProjectSnapshot => new RecordCache(doc).snapshot()

/** The changes as short lines: what an edit should be told as, and nothing else. */
function told(changes: readonly VersionChange[]): string[] {
  return changes.map(({ kind, entity, title, count, from, to, fields }) =>
    [
      `${kind} ${entity} ${title}`,
      count > 0 ? `(${count})` : '',
      from === null ? '' : `${from} -> ${to}`,
      ...fields.map(({ label, before, after }) => `${label}: ${before} -> ${after}`),
    ]
      .filter(Boolean)
      .join(' | '),
  )
}

describe('what a comparison tells', () => {
  test('[D76] each edit is told once, in story order', () => {
    const { doc, context, sceneIds, clipIds } = aFilm([3, 2, 1])
    const random = seededRandom(5)
    addTake(doc, { take: aTake(clipIds[0]!, randomUuid(random)) }, context)
    const before = snapshotOf(doc)

    updateProject(doc, { name: 'Neon' }, context)
    updateScene(doc, { id: sceneIds[0]!, part: 'Verse' }, context)
    editLyrics(doc, { id: sceneIds[0]!, text: 'La la' }, context)
    const added = addClip(doc, { sceneId: sceneIds[0]!, name: 'Pier', afterId: clipIds[0]! }, context)
    addTake(doc, { take: aTake(added, randomUuid(random)) }, context)
    editPrompt(doc, { id: clipIds[0]!, field: 'imagePrompt', text: 'Rain' }, context)
    setClipSettings(doc, { ids: [clipIds[0]!], settings: { steps: 8 } }, context)
    addTake(
      doc,
      { take: aTake(clipIds[0]!, randomUuid(random), { createdAt: 1_700_000_900_000 }), pick: 'always' },
      context,
    )
    trashClips(doc, { ids: [clipIds[1]!] }, context)
    moveClips(doc, { ids: [clipIds[2]!], sceneId: sceneIds[1]!, beforeId: clipIds[3]! }, context)
    moveClips(doc, { ids: [clipIds[4]!], sceneId: sceneIds[1]!, beforeId: clipIds[3]! }, context)
    trashScene(doc, { id: sceneIds[2]! }, context)
    const scene = addScene(doc, { name: 'Rooftops', beforeId: sceneIds[1]! }, context)
    addClip(doc, { sceneId: scene }, context)

    expect(told(compareVersions(before, snapshotOf(doc)))).toEqual([
      'changed film Neon | Name: Salt & Neon -> Neon',
      'changed scene Scene 1 | Part: null -> Verse | Lyrics: null -> La la',
      'changed clip 1.01 Clip 1.1 | Image prompt: null -> Rain | Pick: T1 -> T2 | Steps: null -> 8',
      'added take 1.01 Clip 1.1 | (1)',
      'deleted clip 1.02 Clip 1.2',
      'added clip 1.01A Pier',
      'added scene Rooftops | (1)',
      'moved clip 1.03 Clip 1.3 | Scene 1, after 1.02 -> Scene 2, first',
      'moved clip 2.02 Clip 2.2 | Scene 2, after 2.01 -> Scene 2, after 1.03',
      'deleted scene Scene 3 | (1)',
    ])
  })

  test('[D76] a new frame rate is told once, not for each length', () => {
    const { doc, context, clipIds } = aFilm([2])
    const before = snapshotOf(doc)
    setFrameRate(doc, { frameRate: { num: 48, den: 1 } }, context)
    expect(told(compareVersions(before, snapshotOf(doc)))).toEqual([
      'changed film Salt & Neon | Frame rate: 24 fps -> 48 fps',
    ])
    setClipLength(doc, { ids: [clipIds[0]!], length: 24 }, context)
    pinClip(doc, { id: clipIds[1]!, pin: { frame: 480, kind: 'locked' } }, context)
    expect(told(compareVersions(before, snapshotOf(doc)))).toContain(
      'changed clip 1.01 Clip 1.1 | Length: 00:02:00 -> 00:00:24',
    )
  })

  test('[D76] a moved scene is told as one move, not as a move of all that it passed', () => {
    const { doc, context, sceneIds } = aFilm([1, 1, 1, 1])
    const before = snapshotOf(doc)
    moveScene(doc, { id: sceneIds[0]! }, context)
    expect(told(compareVersions(before, snapshotOf(doc)))).toEqual(['moved scene Scene 1 | first -> after Scene 4'])
  })

  test('[D76] nothing told means that both read alike, and the other way round', () => {
    const live = <T extends { id: string; deletedAt: number | null }>(records: ReadonlyMap<string, T>): T[] =>
      [...records.values()].filter(({ deletedAt }) => deletedAt === null).sort((a, b) => (a.id < b.id ? -1 : 1))
    const reads = (snapshot: ProjectSnapshot): unknown => ({
      characters: live(snapshot.characters),
      styles: live(snapshot.styles).map(({ useCount: _useCount, ...style }) => style),
      pool: live(snapshot.pool),
      ...snapshot.project,
      archivedAt: null,
      deletedAt: null,
      scenes: orderedScenes(snapshot).map(({ order: _order, ...scene }) => ({
        ...scene,
        clips: clipsOfScene(snapshot, scene.id).map(({ order: _clipOrder, ...clip }) => ({
          ...clip,
          takes: takesOfClip(snapshot, clip.id).map(({ id }) => id),
        })),
      })),
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 0, max: 3 }), (seed, edits) => {
        const { doc, context } = aFilm([2, 2], (seed % 40) + 1)
        const random = seededRandom(seed)
        for (let n = 0; n < 15; n += 1) randomEdit(doc, random, context)
        const content = readContent(doc)
        const before = snapshotOf(doc)
        for (let n = 0; n < edits; n += 1) randomEdit(doc, random, context)
        const after = snapshotOf(doc)
        const same = JSON.stringify(reads(before)) === JSON.stringify(reads(after))
        expect(compareVersions(before, after).length === 0).toBe(same)
        restoreVersion(doc, { content }, context)
        const left = compareVersions(before, snapshotOf(doc))
        // D73: generated work that came since, or came out of the trash since, stays.
        expect(left.filter(({ entity }) => entity !== 'take' && entity !== 'pool')).toEqual([])
      }),
      { numRuns: 40, seed: 20264 },
    )
  })
})

test('as few as possible count as moved', () => {
  expect([...leastMoved(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c'])]).toEqual(['d'])
  expect([...leastMoved(['a', 'b', 'c'], ['a', 'x', 'c'])]).toEqual([])
  expect(leastMoved(['a', 'b', 'c', 'd', 'e'], ['e', 'd', 'c', 'b', 'a']).size).toBe(4)
})
