import { duplicateClips, restoreClips } from '#shared/commands/clip-commands.ts'
import { removeFromTimeline } from '#shared/commands/timeline-commands.ts'
import { storyClipIds } from '#shared/document/selectors.ts'
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
