import { pickTake, trashTake, restoreTake } from '#shared/commands/take-commands.ts'
import { rejectTakes, starTakes } from '#shared/commands/review-commands.ts'
import { allTakesOfClip, pickedTake, takeNumber, takesOfClip } from '#shared/document/selectors.ts'
import type { Take } from '#shared/model/take.ts'
import type { ProjectSession } from '../../session/project-session.ts'
import { announce } from '../../ui/announcer.tsx'
import { toasts } from '../../ui/toast-store.ts'

/** Picks a take for its clip; picking the picked one again takes the pick off. */
export function togglePick(session: ProjectSession, take: Take): void {
  const snapshot = session.records.get()
  const clip = snapshot.clips.get(take.clipId)
  if (!clip || take.kind === 'audio') return
  const already = pickedTake(snapshot, clip)?.id === take.id
  session.run(pickTake, { clipId: clip.id, takeId: already ? null : take.id })
  announce(already ? `${clip.number} has no pick` : `Take ${takeNumber(snapshot, take)} picked for ${clip.number}`)
}

/** Picks take number `number` (as T1, T2 … count) of a clip. */
export function pickNumber(session: ProjectSession, clipId: string, number: number): void {
  const take = allTakesOfClip(session.records.get(), clipId)[number - 1]
  if (take?.deletedAt === null) togglePick(session, take)
}

/** Stars a take, or takes its star off. */
export function toggleStar(session: ProjectSession, takeId: string): void {
  const on = !session.marks.get().stars.has(takeId)
  session.run(starTakes, { takeIds: [takeId], on }, { label: on ? 'Star take' : 'Unstar take' })
  announce(on ? 'Starred' : 'Star taken off')
}

/** Sets a take aside, or takes it back. */
export function toggleReject(session: ProjectSession, takeId: string): void {
  const on = !session.marks.get().rejects.has(takeId)
  session.run(rejectTakes, { takeIds: [takeId], on }, { label: on ? 'Reject take' : 'Take back rejection' })
  announce(on ? 'Rejected' : 'No longer rejected')
}

/** Moves a take to the trash and offers to take it out again. */
export function deleteTake(session: ProjectSession, take: Take): void {
  const number = takeNumber(session.records.get(), take)
  session.run(trashTake, { id: take.id }, { label: 'Delete take' })
  toasts.show({
    title: `Deleted take ${number}`,
    action: { label: 'Undo', run: () => session.run(restoreTake, { id: take.id }, { label: 'Restore take' }) },
  })
}

/** The take that keys act on: the focused one of this clip, else its pick, else its newest. */
export function takeInHand(session: ProjectSession, clipId: string): Take | null {
  const snapshot = session.records.get()
  const clip = snapshot.clips.get(clipId)
  if (!clip) return null
  const focused = session.view.get().focusedTakeId
  const takes = takesOfClip(snapshot, clipId)
  return takes.find((take) => take.id === focused) ?? pickedTake(snapshot, clip) ?? takes.at(-1) ?? null
}
