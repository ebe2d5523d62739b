import { Upload } from 'lucide-react'
import { useRef, type KeyboardEvent, type ReactElement } from 'react'
import { FINAL_STATES } from '#shared/protocol/jobs.ts'
import { useJobsOfClip, useMarks, useSession, useViewState } from '../../session/use-session.tsx'
import { useLocked } from '../../ui/edit-lock.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { previewUrl } from './clip-picture.tsx'
import { deleteTake, toggleReject, toggleStar, togglePick } from './take-actions.ts'
import { TakeThumb } from './take-thumb.tsx'
import { useAddTakes } from './use-add-takes.ts'
import type { ClipView } from './use-clip-view.ts'

/** The takes of a clip side by side, those under way included. With a take focused: F stars, Delete rejects. */
export function TakeStrip({ view, onOpen }: { view: ClipView; onOpen: () => void }): ReactElement {
  const session = useSession()
  const { stars, rejects } = useMarks()
  const focused = useViewState((state) => state.focusedTakeId)
  const running = useJobsOfClip(view.clip.id).filter((job) => !FINAL_STATES.has(job.status))
  const files = useRef<HTMLInputElement>(null)
  const addTakes = useAddTakes()
  const locked = useLocked('edits')

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const id = event.target instanceof HTMLElement ? event.target.dataset.take : undefined
    const at = view.takes.findIndex((take) => take.id === id)
    const take = view.takes[at]
    if (!take) return
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step !== 0) {
      const next = view.takes[at + step]
      if (next) event.currentTarget.querySelector<HTMLElement>(`[data-take="${next.id}"]`)?.focus()
    } else if (event.key === 'f') toggleStar(session, take.id)
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (event.shiftKey) deleteTake(session, take)
      else toggleReject(session, take.id)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div role="group" aria-label="Takes" onKeyDown={onKeyDown} className="flex gap-1.5 overflow-x-auto p-1 -m-1">
      {view.takes.map((take) => (
        <TakeThumb
          key={take.id}
          take={take}
          number={view.numberOf(take)}
          picked={take.id === view.picked?.id}
          starred={stars.has(take.id)}
          rejected={rejects.has(take.id)}
          focused={take.id === focused}
          onFocusTake={() => session.view.patch({ focusedTakeId: take.id })}
          onPick={() => {
            if (locked !== null) session.view.patch({ focusedTakeId: take.id })
            else if (take.id !== view.picked?.id) togglePick(session, take)
          }}
          onOpen={() => {
            session.view.patch({ focusedTakeId: take.id })
            onOpen()
          }}
          className="w-13 pointer-coarse:w-20"
        />
      ))}
      {running.map((job) => {
        const preview = previewUrl(job)
        const percent = Math.round(job.progress.fraction * 100)
        return (
          <span
            key={job.id}
            data-state={job.status}
            className="on-picture relative aspect-video w-13 shrink-0 overflow-hidden rounded-thumb bg-stage text-fg pointer-coarse:w-20"
          >
            {preview ? <img src={preview} alt="" className="size-full object-cover blur-[3px]" /> : null}
            <span className="absolute inset-x-1 bottom-1 text-tag">
              {job.status === 'queued' ? 'Queued' : `${percent}%`}
              <ProgressBar value={job.progress.fraction} label="Take under way" />
            </span>
          </span>
        )
      })}
      <input
        ref={files}
        type="file"
        multiple
        accept="image/png,image/jpeg,image/webp,image/gif,image/avif,video/mp4,video/webm,video/quicktime"
        aria-label="Add pictures or videos as takes"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void addTakes(view.clip.id, [...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <IconButton
        locks="edits"
        icon={Upload}
        label="Add a picture or video as a take"
        className="self-center"
        onClick={() => files.current?.click()}
      />
    </div>
  )
}
