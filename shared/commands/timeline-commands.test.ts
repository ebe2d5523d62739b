import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { RecordCache } from '../document/record-cache.ts'
import { storyClips } from '../document/selectors.ts'
import { timelineOf } from '../document/timeline-selectors.ts'
import { aFilm, aTake, type TestFilm } from '../testing/builders.ts'
import { connectPeers } from '../testing/peers.ts'
import { addClip, trashClips } from './clip-commands.ts'
import { CommandError } from './command.ts'
import { addScene } from './scene-commands.ts'
import { addTake } from './take-commands.ts'
import {
  closeGap,
  lockToMusic,
  moveInStory,
  nudgeClips,
  placeInGap,
  removeFromTimeline,
  trimClip,
  unlockFromMusic,
} from './timeline-commands.ts'

/** Where the clips lie, by name, as "start-end". */
function placesOf(film: Pick<TestFilm, 'doc'>): Record<string, string> {
  const cache = new RecordCache(film.doc)
  const snapshot = cache.snapshot()
  const { spanOf } = timelineOf(snapshot)
  cache.destroy()
  return Object.fromEntries(
    storyClips(snapshot).map((clip) => {
      const span = spanOf.get(clip.id)!
      return [clip.name, `${span.start}-${span.end}`]
    }),
  )
}

const id = (film: TestFilm, index: number): string => film.clipIds[index]!

describe('timeline commands', () => {
  test('[T12] a trim in select mode writes the length and the pin that holds the next clip', () => {
    const film = aFilm([3])
    expect(trimClip(film.doc, { id: id(film, 0), edge: 'end', delta: -10, ripple: false }, film.context)).toEqual({
      delta: -10,
      limit: null,
    })
    expect(placesOf(film)).toEqual({ 'Clip 1.1': '0-38', 'Clip 1.2': '48-96', 'Clip 1.3': '96-144' })
    closeGap(film.doc, { beforeId: id(film, 1) }, film.context)
    expect(placesOf(film)).toEqual({ 'Clip 1.1': '0-38', 'Clip 1.2': '38-86', 'Clip 1.3': '86-134' })
  })

  test('[T9] the source range of a video limits a trim of the start', () => {
    const film = aFilm([1])
    const video = { kind: 'video' as const, mime: 'video/webm', frames: 97, frameRate: { num: 24, den: 1 } }
    addTake(film.doc, { take: aTake(id(film, 0), film.context.newId(), video) }, film.context)
    expect(trimClip(film.doc, { id: id(film, 0), edge: 'start', delta: 12, ripple: true }, film.context).delta).toBe(12)
    expect(film.doc.clips.get(id(film, 0))?.get('sourceIn')).toBe(12)
    expect(trimClip(film.doc, { id: id(film, 0), edge: 'start', delta: -99, ripple: true }, film.context)).toEqual({
      delta: -12,
      limit: 'source',
    })
  })

  test('[T30] [T31] moving writes order and scene, and alternates keep their places', () => {
    const film = aFilm([2, 2])
    addClip(
      film.doc,
      { sceneId: film.sceneIds[1]!, name: 'Alternate', alternateOf: id(film, 2), beforeId: id(film, 2) },
      film.context,
    )
    moveInStory(film.doc, { ids: [id(film, 0)], sceneId: film.sceneIds[1]!, beforeId: id(film, 3) }, film.context)
    expect(Object.keys(placesOf(film))).toEqual(['Clip 1.2', 'Clip 2.1', 'Clip 1.1', 'Clip 2.2'])
    const empty = addScene(film.doc, { name: 'Empty', beforeId: film.sceneIds[1]! }, film.context)
    moveInStory(film.doc, { ids: [id(film, 3), id(film, 2)], sceneId: empty, beforeId: null }, film.context)
    expect(Object.keys(placesOf(film))).toEqual(['Clip 1.2', 'Clip 2.1', 'Clip 2.2', 'Clip 1.1'])
  })

  test('[T35] a clip placed in a gap is held there', () => {
    const film = aFilm([3])
    trimClip(film.doc, { id: id(film, 0), edge: 'end', delta: -40, ripple: false }, film.context)
    trimClip(film.doc, { id: id(film, 2), edge: 'end', delta: -38, ripple: true }, film.context)
    placeInGap(
      film.doc,
      { ids: [id(film, 2)], sceneId: film.sceneIds[0]!, beforeId: id(film, 1), frame: 20, ripple: false },
      film.context,
    )
    expect(placesOf(film)).toEqual({ 'Clip 1.1': '0-8', 'Clip 1.3': '20-30', 'Clip 1.2': '48-96' })
  })

  test('[T40] [T41] removing leaves the time empty, or closes it', () => {
    const film = aFilm([3])
    removeFromTimeline(film.doc, { ids: [id(film, 0)], ripple: false }, film.context)
    expect(placesOf(film)).toEqual({ 'Clip 1.2': '48-96', 'Clip 1.3': '96-144' })
    removeFromTimeline(film.doc, { ids: [id(film, 1)], ripple: true }, film.context)
    expect(placesOf(film)).toEqual({ 'Clip 1.3': '48-96' })
  })

  test('[T50] [T51] [T52] locks hold against a ripple, come off without moving anything, and a nudge says how far it went', () => {
    const film = aFilm([3])
    lockToMusic(film.doc, { ids: [id(film, 2)] }, film.context)
    trimClip(film.doc, { id: id(film, 0), edge: 'end', delta: -10, ripple: true }, film.context)
    const places = { 'Clip 1.1': '0-38', 'Clip 1.2': '38-86', 'Clip 1.3': '96-144' }
    expect(placesOf(film)).toEqual(places)
    unlockFromMusic(film.doc, { ids: [id(film, 2)] }, film.context)
    expect(placesOf(film)).toEqual(places)
    expect(nudgeClips(film.doc, { ids: [id(film, 1)], delta: 30, ripple: false }, film.context)).toBe(10)
  })

  test.each([
    [
      'a clip in the trash',
      'in-trash',
      (film: TestFilm) => trimClip(film.doc, { id: id(film, 1), edge: 'end', delta: 1, ripple: true }, film.context),
    ],
    [
      'an unknown clip',
      'not-found',
      (film: TestFilm) => closeGap(film.doc, { beforeId: film.context.newId() }, film.context),
    ],
    [
      'an anchor in another scene',
      'not-found',
      (film: TestFilm) =>
        moveInStory(film.doc, { ids: [id(film, 0)], sceneId: film.sceneIds[0]!, beforeId: id(film, 2) }, film.context),
    ],
    [
      'a length beyond all bounds',
      'invalid',
      (film: TestFilm) =>
        trimClip(film.doc, { id: id(film, 2), edge: 'end', delta: 10_368_000, ripple: true }, film.context),
    ],
  ])('%s is refused, and the document stays byte-identical', (_what, code, run) => {
    const film = aFilm([2, 1])
    trashClips(film.doc, { ids: [id(film, 1)] }, film.context)
    const before = Y.encodeStateAsUpdate(film.doc.ydoc)
    expect(() => run(film)).toThrow(CommandError)
    expect(() => run(film)).toThrow(expect.objectContaining({ code }))
    expect(Y.encodeStateAsUpdate(film.doc.ydoc)).toEqual(before)
  })

  test('[T2] edits by several people at once never leave an overlap, and converge', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const film = aFilm([3, 3], seed)
      const network = connectPeers(seed, 3, Y.encodeStateAsUpdate(film.doc.ydoc))
      const { random } = network
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
      for (let step = 0; step < 40; step += 1) {
        const { doc, context } = pick(network.peers)
        const clip = pick(film.clipIds)
        const delta = Math.floor(random() * 60) - 30
        const edits = [
          () =>
            trimClip(doc, { id: clip, edge: pick(['start', 'end'] as const), delta, ripple: random() < 0.5 }, context),
          () => moveInStory(doc, { ids: [clip], sceneId: pick(film.sceneIds), beforeId: null }, context),
          () => nudgeClips(doc, { ids: [clip], delta, ripple: random() < 0.5 }, context),
          () => lockToMusic(doc, { ids: [clip] }, context),
          () => unlockFromMusic(doc, { ids: [clip] }, context),
        ]
        try {
          pick(edits)()
        } catch (error) {
          // An update that overtook the one before it can hide a clip's scene until that one arrives.
          if (!(error instanceof CommandError)) throw error
        }
        if (random() < 0.5) network.deliverSome()
      }
      network.settle()
      const [first, ...others] = network.peers.map((peer) => placesOf(peer))
      for (const other of others) expect(other, `seed ${seed}`).toEqual(first)
      let end = 0
      for (const place of Object.values(first!)) {
        const [from = 0, to = 0] = place.split('-').map(Number)
        expect(from, `seed ${seed}`).toBeGreaterThanOrEqual(end)
        end = to
      }
      expect(Object.keys(first!)).toHaveLength(6)
    }
  })
})
