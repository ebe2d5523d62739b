import { duplicateClips, restoreClips } from '#shared/commands/clip-commands.ts'
import { moveInStory, nudgeClips, removeFromTimeline, trimClip } from '#shared/commands/timeline-commands.ts'
import { clipIdsOfScene, storyClipIds } from '#shared/document/selectors.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { formatTimecode } from '#shared/model/time.ts'
import { announce } from '../ui/announcer.tsx'
import { toasts } from '../ui/toast-store.ts'
import { count } from '../ui/words.ts'
import type { ProjectSession } from './project-session.ts'

/** The ids among `ids` in the order in which they play. */
export function inStoryOrder(session: ProjectSession, ids: readonly string[]): string[] {
  const wanted = new Set(ids)
  return storyClipIds(session.records.get()).filter((id) => wanted.has(id))
}

/**
 * Moves clips to the trash and offers to take that back. Their time stays empty, or closes with `ripple`. The clip
 * behind them is selected, so that the keyboard goes on from there.
 */
export function deleteClips(session: ProjectSession, ids: readonly string[], ripple: boolean): void {
  const doomed = inStoryOrder(session, ids)
  if (doomed.length === 0) return
  const story = storyClipIds(session.records.get())
  const gone = new Set(doomed)
  const last = story.indexOf(doomed.at(-1)!)
  const next = story.slice(last + 1).find((id) => !gone.has(id)) ?? story.slice(0, last).findLast((id) => !gone.has(id))
  const label = doomed.length === 1 ? 'Delete clip' : `Delete ${doomed.length} clips`
  session.run(removeFromTimeline, { ids: doomed, ripple }, { label })
  session.view.selectClips(next ? [next] : [])
  const takeBack = (): void => {
    // The whole step, gaps included, while nothing came after it; else at least the clips.
    if (session.undoState.get().undo === label) session.undo()
    else session.run(restoreClips, { ids: doomed }, { label: 'Restore clips' })
    session.view.selectClips(doomed)
  }
  toasts.show({ title: `Deleted ${count(doomed.length, 'clip')}`, action: { label: 'Undo', run: takeBack } })
}

/** Duplicates clips, each behind its original, and selects the copies. */
export function duplicateSelection(session: ProjectSession, ids: readonly string[]): void {
  const originals = inStoryOrder(session, ids)
  if (originals.length === 0) return
  const copies = session.run(duplicateClips, { ids: originals })
  session.view.selectClips(copies)
  announce(`Duplicated ${count(copies.length, 'clip')}`)
}

/** Moves clips, in story order, in front of a clip of a scene, or to the scene's end. */
export function moveClipsBefore(
  session: ProjectSession,
  ids: readonly string[],
  sceneId: string,
  beforeId: string | null,
): void {
  const moving = inStoryOrder(session, ids)
  if (moving.length === 0) return
  session.run(
    moveInStory,
    { ids: moving, sceneId, beforeId },
    { label: moving.length === 1 ? 'Move clip' : 'Move clips' },
  )
}

/** Moves clips right behind a clip. */
export function moveClipsAfter(session: ProjectSession, ids: readonly string[], afterId: string): void {
  const snapshot = session.records.get()
  const sceneId = snapshot.clips.get(afterId)?.sceneId
  if (sceneId === undefined) return
  const siblings = clipIdsOfScene(snapshot, sceneId)
  const beforeId = siblings.slice(siblings.indexOf(afterId) + 1).find((id) => !ids.includes(id)) ?? null
  moveClipsBefore(session, ids, sceneId, beforeId)
}

/** Gives clips one length in frames; what follows moves along. Changes in quick succession are one undo step. */
export function setLengths(session: ProjectSession, ids: readonly string[], length: number): void {
  const { clips } = session.records.get()
  const changed = ids.flatMap((id) => clips.get(id) ?? []).filter((clip) => clip.length !== length)
  session.group(
    'Change length',
    () => {
      for (const clip of changed) {
        session.run(trimClip, { id: clip.id, edge: 'end', delta: length - clip.length, ripple: true })
      }
    },
    { mergeKey: `length:${ids.join()}` },
  )
}

/**
 * Lets a clip start at a frame, as far as there is room in front of it; what follows moves along. Changes in quick
 * succession are one undo step.
 */
export function setStart(session: ProjectSession, id: string, frame: number): void {
  const startOf = (clipId: string): number => timelineOf(session.records.get()).spanOf.get(clipId)?.start ?? 0
  const delta = frame - startOf(id)
  if (delta === 0) return
  const options = { label: 'Change start', mergeKey: `start:${id}` }
  const moved = session.run(nudgeClips, { ids: [id], delta, ripple: true }, options)
  const { clips, project } = session.records.get()
  const starts = `${clips.get(id)?.number ?? 'The clip'} starts at ${formatTimecode(startOf(id), project.frameRate)}`
  if (moved === delta) return announce(starts)
  const neighbour = delta < 0 ? 'the clip before it ends there' : 'a clip behind it is pinned to the music'
  toasts.show({ id: 'clip-start', title: `${starts}: ${neighbour}` })
}
