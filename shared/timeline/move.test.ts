import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ARBITRARY_SCENES, arbitraryTimeline } from '../testing/arbitrary-timeline.ts'
import { held, line, locked, needlessChanges, places } from '../testing/timeline-notation.ts'
import { moveClips, placeClips, type ClipMove, type MoveEdit } from './move.ts'
import { applyChanges } from './settle.ts'
import { deriveSpans, type TimelineClip } from './spans.ts'

/** Carries moves out one by one, as a document would, then the changes. */
function applied(
  clips: readonly TimelineClip[],
  sceneIds: readonly string[],
  { moves, changes }: MoveEdit,
): readonly TimelineClip[] {
  const ordered = moves.reduce((order, move) => moveOne(order, sceneIds, move), clips)
  return applyChanges(ordered, changes)
}

function moveOne(
  clips: readonly TimelineClip[],
  sceneIds: readonly string[],
  { id, sceneId, beforeId }: ClipMove,
): TimelineClip[] {
  const clip = { ...clips.find((candidate) => candidate.id === id)!, sceneId }
  return sceneIds.flatMap((scene) => {
    const rest = clips.filter((other) => other.id !== id && other.sceneId === scene)
    if (scene !== sceneId) return rest
    const index = beforeId === null ? rest.length : rest.findIndex((other) => other.id === beforeId)
    return [...rest.slice(0, index), clip, ...rest.slice(index)]
  })
}

const ids = (...names: string[]): ReadonlySet<string> => new Set(names)
const ONE = ['s1']

const arbitraryMove = (lockedClips: boolean) =>
  arbitraryTimeline({ locked: lockedClips, minClips: 2 }).chain((clips) =>
    fc
      .record({
        moving: fc.subarray(
          clips.map((clip) => clip.id),
          { minLength: 1 },
        ),
        before: fc.option(fc.constantFrom(...clips)),
        scene: fc.constantFrom(...ARBITRARY_SCENES),
      })
      .map(({ moving, before, scene }) => ({
        clips,
        moving: new Set(moving),
        target: { sceneId: before?.sceneId ?? scene, beforeId: before?.id ?? null },
      })),
  )

describe('moving clips to another place in the story', () => {
  test('[T30] the place they leave closes, the place they reach opens', () => {
    const clips = line(10, 20, 30, 5)
    const edit = moveClips(clips, ONE, ids('c1'), { sceneId: 's1', beforeId: 'c4' })
    expect(edit).toEqual({ moves: [{ id: 'c1', sceneId: 's1', beforeId: 'c4' }], changes: [] })
    expect(places(applied(clips, ONE, edit))).toEqual({ c2: '0-20', c3: '20-50', c1: '50-60', c4: '60-65' })
  })

  test('[T30] several clips arrive together, in story order', () => {
    const clips = line(1, 2, 3, 4, 5)
    const edit = moveClips(clips, ONE, ids('c5', 'c2'), { sceneId: 's1', beforeId: 'c1' })
    expect(applied(clips, ONE, edit).map((clip) => clip.id)).toEqual(['c2', 'c5', 'c1', 'c3', 'c4'])
  })

  test('[T30] in front of one that moves too means in front of the next that stays', () => {
    const clips = line(1, 2, 3, 4)
    const edit = moveClips(clips, ONE, ids('c1', 'c3'), { sceneId: 's1', beforeId: 'c3' })
    expect(applied(clips, ONE, edit).map((clip) => clip.id)).toEqual(['c2', 'c1', 'c3', 'c4'])
  })

  test('[T31] into another scene, also an empty one', () => {
    const clips = [...line(10, 20), { ...line(5)[0]!, id: 'c3', sceneId: 's3' }]
    const edit = moveClips(clips, ['s1', 's2', 's3'], ids('c1'), { sceneId: 's2', beforeId: null })
    const after = applied(clips, ['s1', 's2', 's3'], edit)
    expect(after.map((clip) => [clip.id, clip.sceneId])).toEqual([
      ['c2', 's1'],
      ['c1', 's2'],
      ['c3', 's3'],
    ])
  })

  test('[T31] a move that only changes the scene is a move', () => {
    const clips = [...line(10, 20), { ...line(5)[0]!, id: 'c3', sceneId: 's2' }]
    const edit = moveClips(clips, ['s1', 's2'], ids('c2'), { sceneId: 's2', beforeId: 'c3' })
    expect(edit).toEqual({ moves: [{ id: 'c2', sceneId: 's2', beforeId: 'c3' }], changes: [] })
  })

  test('[T32] a moved clip loses its held pin; a locked one is locked where it lands', () => {
    const clips = line(10, [20, held(16)], [5, locked(60)])
    expect(moveClips(clips, ONE, ids('c2'), { sceneId: 's1', beforeId: 'c1' }).changes).toEqual([
      { id: 'c2', pin: null },
    ])
    expect(moveClips(clips, ONE, ids('c3'), { sceneId: 's1', beforeId: 'c1' }).changes[0]).toEqual({
      id: 'c3',
      pin: locked(0),
    })
  })

  test('[T33] held pins between and behind keep the gaps that they held', () => {
    const clips = line(10, 20, [5, held(40)], 7)
    const edit = moveClips(clips, ONE, ids('c1'), { sceneId: 's1', beforeId: null })
    expect(places(applied(clips, ONE, edit))).toEqual({ c2: '0-20', c3: '30-35', c4: '35-42', c1: '42-52' })
  })

  test('[T33] the gap in front of a clip that leaves stays, with the clip behind it', () => {
    const clips = line(10, [20, held(14)], 5)
    const edit = moveClips(clips, ONE, ids('c2'), { sceneId: 's1', beforeId: null })
    expect(places(applied(clips, ONE, edit))).toEqual({ c1: '0-10', c3: '14-19', c2: '19-39' })
  })

  test('[T33] without locked clips the film keeps its length', () => {
    fc.assert(
      fc.property(arbitraryMove(false), ({ clips, moving, target }) => {
        const settled = clips.map((clip) => ({ ...clip, pin: null }))
        const edit = moveClips(settled, ARBITRARY_SCENES, moving, target)
        expect(edit.changes).toEqual([])
        expect(deriveSpans(applied(settled, ARBITRARY_SCENES, edit)).total).toBe(deriveSpans(settled).total)
      }),
    )
  })

  test('[T34] locked clips hold while there is room, and are pushed where there is none', () => {
    const roomy = line(10, [20, locked(40)], 5)
    const into = moveClips(roomy, ONE, ids('c3'), { sceneId: 's1', beforeId: 'c1' })
    expect(places(applied(roomy, ONE, into))).toEqual({ c3: '0-5', c1: '5-15', c2: '40-60' })
    const tight = line(10, [20, locked(10)], 5, 8)
    const push = moveClips(tight, ONE, ids('c4'), { sceneId: 's1', beforeId: 'c1' })
    expect(places(applied(tight, ONE, push))).toEqual({ c4: '0-8', c1: '8-18', c2: '18-38', c3: '38-43' })
  })

  test('[T6] a move that changes no order changes nothing, and every move is minimal', () => {
    expect(moveClips(line(1, [2, held(9)]), ONE, ids('c1'), { sceneId: 's1', beforeId: 'c2' })).toEqual({
      moves: [],
      changes: [],
    })
    fc.assert(
      fc.property(arbitraryMove(true), ({ clips, moving, target }) => {
        const edit = moveClips(clips, ARBITRARY_SCENES, moving, target)
        const moved = applied(clips, ARBITRARY_SCENES, { ...edit, changes: [] })
        expect(needlessChanges(moved, edit.changes)).toEqual([])
      }),
    )
  })

  test('[T7] no locked pin is written but those of the moved clips', () => {
    fc.assert(
      fc.property(arbitraryMove(true), ({ clips, moving, target }) => {
        for (const change of moveClips(clips, ARBITRARY_SCENES, moving, target).changes) {
          const before = clips.find((clip) => clip.id === change.id)!.pin
          if (!moving.has(change.id)) expect([before?.kind, change.pin?.kind]).not.toContain('locked')
        }
      }),
    )
  })
})

describe('placing clips in a gap', () => {
  const clips = line(10, 20, [5, held(60)], 8)

  test('[T35] in select mode the clip is held there, and every other clip stays', () => {
    const edit = placeClips(clips, ONE, ids('c4'), { sceneId: 's1', beforeId: 'c3', frame: 40, ripple: false })
    expect(places(applied(clips, ONE, edit))).toEqual({ c1: '0-10', c2: '10-30', c4: '40-48', c3: '60-65' })
    const first = placeClips(clips, ONE, ids('c1'), { sceneId: 's1', beforeId: 'c3', frame: 40, ripple: false })
    expect(places(applied(clips, ONE, first))).toEqual({ c2: '10-30', c1: '40-50', c3: '60-65', c4: '65-73' })
  })

  test('[T35] where it would stick out of the gap it is moved in, and needs no pin at the start of the gap', () => {
    const late = placeClips(clips, ONE, ids('c4'), { sceneId: 's1', beforeId: 'c3', frame: 58, ripple: false })
    expect(places(applied(clips, ONE, late))).toMatchObject({ c4: '52-60', c3: '60-65' })
    const early = placeClips(clips, ONE, ids('c4'), { sceneId: 's1', beforeId: 'c3', frame: 0, ripple: false })
    expect(early.changes).toEqual([])
  })

  test('[T35] within its own gap it only moves', () => {
    const edit = placeClips(clips, ONE, ids('c3'), { sceneId: 's1', beforeId: 'c4', frame: 44, ripple: false })
    expect(edit).toEqual({
      moves: [],
      changes: [
        { id: 'c3', pin: held(44) },
        { id: 'c4', pin: held(65) },
      ],
    })
  })

  test('[T36] what is too long for the gap starts with it and pushes what is behind, no further than needed', () => {
    const narrow = line(10, 40, [5, held(60)], [8, held(100)])
    const edit = placeClips(narrow, ONE, ids('c2'), { sceneId: 's1', beforeId: 'c4', frame: 70, ripple: false })
    expect(places(applied(narrow, ONE, edit))).toEqual({ c1: '0-10', c3: '60-65', c2: '65-105', c4: '105-113' })
  })

  test('[T37] rippling, the place it leaves closes and the gap moves with what follows', () => {
    const edit = placeClips(clips, ONE, ids('c1'), { sceneId: 's1', beforeId: 'c3', frame: 40, ripple: true })
    expect(places(applied(clips, ONE, edit))).toEqual({ c2: '0-20', c1: '30-40', c3: '50-55', c4: '55-63' })
  })

  test('[T32] a locked clip is locked where it is placed', () => {
    const lockedLast = line(10, [5, held(60)], [8, locked(70)])
    const edit = placeClips(lockedLast, ONE, ids('c3'), { sceneId: 's1', beforeId: 'c2', frame: 20, ripple: false })
    expect(edit.changes).toEqual([{ id: 'c3', pin: locked(20) }])
  })
})
