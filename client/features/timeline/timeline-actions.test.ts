import { beforeEach, describe, expect, test } from 'vitest'
import { setClipLength } from '#shared/commands/clip-commands.ts'
import { setMusic } from '#shared/commands/project-commands.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { aFilm } from '../../testing/a-film.ts'
import { createTestServices } from '../../testing/test-services.ts'
import { actionState, type ActionContext } from '../../session/action.ts'
import type { ProjectSession } from '../../session/project-session.ts'
import { timelineActions } from './timeline-actions.ts'

let session: ProjectSession
let clipIds: readonly string[]
let context: ActionContext

/** Three clips of two seconds at 24 frames a second. */
beforeEach(async () => {
  const { services } = await createTestServices()
  const film = await aFilm(services, 3)
  session = film.session
  clipIds = film.clipIds
  session.run(setClipLength, { ids: [...clipIds], length: 48 })
  context = { page: 'edit', project: session, undoable: session, services, navigate: () => undefined }
})

const action = (id: string) => timelineActions.find((one) => one.id === id)!
const run = (...ids: string[]): void => ids.forEach((id) => void action(id).run(context))
const playhead = (): number => session.view.playhead.get()
const places = (): number[][] => timelineOf(session.records.get()).spans.map(({ start, end }) => [start, end])

describe('keys of the timeline', () => {
  test('ids and keys are each given once', () => {
    const keys = timelineActions.flatMap((one) => one.keys ?? [])
    expect(new Set(keys).size).toBe(keys.length)
    expect(new Set(timelineActions.map((one) => one.id)).size).toBe(timelineActions.length)
  })

  test('they belong to the pages of a film', () => {
    for (const one of timelineActions) {
      expect(one.when?.({ ...context, page: 'queue' })).toBe(false)
      expect(one.when?.({ ...context, project: null })).toBe(false)
      expect(one.when?.({ ...context, page: 'board' })).toBe(true)
    }
  })

  test('steps stay inside the film', () => {
    run('play.frame-back')
    expect(playhead()).toBe(0)
    run('play.frame-forward', 'play.second-forward')
    expect(playhead()).toBe(25)
    run('play.end', 'play.frame-forward')
    expect(playhead()).toBe(143)
    run('play.second-back', 'play.start')
    expect(playhead()).toBe(0)
  })

  test('cuts are gone to one by one, the ends of the film among them', () => {
    run('play.next-cut')
    expect(playhead()).toBe(48)
    run('play.next-cut', 'play.next-cut')
    expect(playhead()).toBe(143)
    run('play.previous-cut', 'play.previous-cut', 'play.previous-cut', 'play.previous-cut')
    expect(playhead()).toBe(0)
  })

  test('select mode and trim mode exclude one another', () => {
    run('cut.trim-mode')
    expect(session.view.get().ripple).toBe(true)
    run('cut.select-tool')
    expect(session.view.get().ripple).toBe(false)
  })

  test('beats attract only where the song has some', () => {
    expect(actionState(action('cut.beat-snap'), context)).toBe('The song has no tempo yet')
    const music = { sha256: 'a'.repeat(64), fileName: 'x.mp3', mime: 'audio/mpeg', durationSeconds: 60, bpm: 120 }
    session.run(setMusic, { music })
    expect(actionState(action('cut.beat-snap'), context)).toBe(true)
  })

  test('[ and ] trim to the playhead and leave a gap; Q and W ripple', () => {
    session.view.playhead.set(60)
    run('cut.trim-start')
    expect(places()).toEqual([
      [0, 48],
      [60, 96],
      [96, 144],
    ])
    session.view.playhead.set(84)
    run('cut.trim-end')
    expect(places()).toEqual([
      [0, 48],
      [60, 84],
      [96, 144],
    ])
    session.view.playhead.set(12)
    run('cut.ripple-end')
    expect(places()).toEqual([
      [0, 12],
      [24, 48],
      [60, 108],
    ])
    session.view.playhead.set(30)
    run('cut.ripple-start')
    expect(places()).toEqual([
      [0, 12],
      [24, 42],
      [54, 102],
    ])
  })

  test('a selected clip is made longer up to a playhead beside it', () => {
    session.view.selectClips([clipIds[2]!])
    session.view.playhead.set(100)
    run('cut.trim-start')
    session.view.playhead.set(99)
    run('cut.trim-start')
    expect(places()[2]).toEqual([99, 144])
  })

  test('a nudge needs room, and a row of nudges is one step back', () => {
    expect(actionState(action('cut.nudge-forward'), context)).toBe('Select a clip first')
    session.view.selectClips([clipIds[1]!])
    run('cut.nudge-forward')
    expect(places()[1]).toEqual([48, 96])
    session.view.selectClips([clipIds[2]!])
    run('cut.nudge-forward', 'cut.nudge-forward', 'cut.nudge-back', 'cut.nudge-beat-forward')
    expect(places()[2]).toEqual([107, 155])
    session.undo()
    expect(places()[2]).toEqual([96, 144])
  })

  test('a beat is as long as the song says', () => {
    const music = { sha256: 'a'.repeat(64), fileName: 'x.mp3', mime: 'audio/mpeg', durationSeconds: 60, bpm: 112 }
    session.run(setMusic, { music })
    session.view.selectClips([clipIds[2]!])
    run('cut.nudge-beat-forward')
    // From frame 96 to the next beat of 112 a minute: beat 8 lies on frame 103.
    expect(places()[2]).toEqual([103, 151])
    run('cut.nudge-beat-forward')
    expect(places()[2]).toEqual([116, 164])
    run('cut.nudge-beat-back')
    expect(places()[2]).toEqual([103, 151])
  })

  test('deleting leaves the time empty, or closes it', () => {
    session.view.selectClips([clipIds[0]!])
    run('cut.delete')
    expect(places()).toEqual([
      [48, 96],
      [96, 144],
    ])
    session.undo()
    session.view.selectClips([clipIds[0]!])
    run('cut.ripple-delete')
    expect(places()).toEqual([
      [0, 48],
      [48, 96],
    ])
  })

  test('a locked clip holds against a ripple until it is unlocked', () => {
    session.view.selectClips([clipIds[1]!])
    run('cut.lock')
    session.view.selectClips([])
    session.view.playhead.set(12)
    run('cut.ripple-end')
    expect(places()).toEqual([
      [0, 12],
      [48, 96],
      [96, 144],
    ])
    session.view.selectClips([clipIds[1]!])
    run('cut.unlock')
    expect(places()).toEqual([
      [0, 12],
      [48, 96],
      [96, 144],
    ])
  })
})
