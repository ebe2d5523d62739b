import { describe, expect, test } from 'vitest'
import { addScene } from '#shared/commands/scene-commands.ts'
import { pinClip } from '#shared/commands/clip-commands.ts'
import { clipIdsOfScene, storyClipIds } from '#shared/document/selectors.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { aFilm } from '../testing/a-film.ts'
import { createTestServices } from '../testing/test-services.ts'
import { toasts } from '../ui/toast-store.ts'
import { deleteClips, duplicateSelection, moveClipsAfter, moveClipsBefore, setLengths, setStart } from './clip-edits.ts'
import type { ProjectSession } from './project-session.ts'

const order = (session: ProjectSession): readonly string[] => storyClipIds(session.records.get())
const startOf = (session: ProjectSession, id: string): number | undefined =>
  timelineOf(session.records.get()).spanOf.get(id)?.start

async function film(clips = 4) {
  const { services } = await createTestServices()
  const { session, sceneId, clipIds } = await aFilm(services, clips)
  return { session, sceneId, clipIds: clipIds as readonly [string, string, string, string] }
}

describe('moving', () => {
  test('several clips go together, in story order, and one undo brings them back', async () => {
    const { session, sceneId, clipIds } = await film()
    const [a, b, c, d] = clipIds
    moveClipsBefore(session, [d, c], sceneId, a)
    expect(order(session)).toEqual([c, d, a, b])
    session.undo()
    expect(order(session)).toEqual(clipIds)
  })

  test('behind a clip means in front of the next that stays', async () => {
    const { session, clipIds } = await film()
    const [a, b, c, d] = clipIds
    moveClipsAfter(session, [a, c], b)
    expect(order(session)).toEqual([b, a, c, d])
  })

  test('to the end of another scene', async () => {
    const { session, clipIds } = await film()
    const other = session.run(addScene, { name: 'Rooftops' })
    moveClipsBefore(session, [clipIds[0]], other, null)
    expect(clipIdsOfScene(session.records.get(), other)).toEqual([clipIds[0]])
  })
})

describe('deleting', () => {
  test('leaves the time empty, selects what comes next, and the toast takes all of it back', async () => {
    const { session, clipIds } = await film()
    const [, b, c] = clipIds
    const before = startOf(session, c)
    deleteClips(session, [b], false)
    expect(startOf(session, c)).toBe(before)
    expect(session.view.get().selectedClipIds).toEqual([c])
    toasts.get().at(-1)?.action?.run()
    expect(order(session)).toEqual(clipIds)
    expect(session.records.get().clips.get(c)?.pin).toBeNull()
    expect(session.view.get().selectedClipIds).toEqual([b])
  })

  test('with something done since, the toast brings at least the clips back', async () => {
    const { session, clipIds } = await film()
    deleteClips(session, [clipIds[0], clipIds[1]], true)
    const { action } = toasts.get().at(-1)!
    setLengths(session, [clipIds[2]], 7)
    action?.run()
    expect(order(session)).toEqual(clipIds)
    expect(session.records.get().clips.get(clipIds[2])?.length).toBe(7)
  })
})

test('a new length moves what follows, held pins included, as one step', async () => {
  const { session, clipIds } = await film(3)
  const [a, b, c] = clipIds
  const start = startOf(session, c)!
  session.run(pinClip, { id: c, pin: { frame: start + 10, kind: 'held' } })
  const length = session.records.get().clips.get(a)!.length
  setLengths(session, [a, b], length + 5)
  expect(startOf(session, c)).toBe(start + 20)
  session.undo()
  expect(startOf(session, c)).toBe(start + 10)
})

test('a new start opens a gap in front and moves what follows; back it goes as far as there is room', async () => {
  const { session, clipIds } = await film(3)
  const [a, b, c] = clipIds
  const [atB, atC] = [startOf(session, b)!, startOf(session, c)!]
  setStart(session, b, atB + 12)
  expect([startOf(session, b), startOf(session, c)]).toEqual([atB + 12, atC + 12])
  session.undo()
  expect([startOf(session, b), startOf(session, c)]).toEqual([atB, atC])
  setStart(session, b, 0)
  expect(startOf(session, b)).toBe(atB)
  expect(toasts.get().at(-1)?.title).toBe('1.02 starts at 00:04:00: the clip before it ends there')
  setStart(session, a, 0)
  expect(session.undoState.get().redo).toBe('Change start')
})

test('copies stand behind their originals and are selected', async () => {
  const { session, clipIds } = await film(2)
  duplicateSelection(session, [clipIds[1], clipIds[0]])
  const copies = session.view.get().selectedClipIds
  expect(order(session)).toEqual([clipIds[0], copies[0], clipIds[1], copies[1]])
})
