import { Star } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Take } from '#shared/model/take.ts'
import { takeSource } from '../../session/take-source.ts'
import { cn } from '../../ui/cn.ts'
import { TakePicture } from '../../ui/take-picture.tsx'

/** A take as a small picture with its number and what was decided about it. */
export function TakeThumb({
  take,
  number,
  picked,
  starred,
  rejected,
  focused,
  onFocusTake,
  onPick,
  onOpen,
  className,
}: {
  take: Take
  number: number
  picked: boolean
  starred: boolean
  rejected: boolean
  /** Whether it is the take that keys act on. */
  focused: boolean
  onFocusTake: () => void
  onPick: () => void
  /** Opens the viewer on it. */
  onOpen: () => void
  className?: string
}): ReactElement {
  const words = [`Take ${number}`, take.kind, picked && 'picked', starred && 'starred', rejected && 'rejected']
  return (
    <button
      type="button"
      data-take={take.id}
      data-state={picked ? 'picked' : rejected ? 'rejected' : 'done'}
      aria-label={words.filter(Boolean).join(', ')}
      aria-pressed={picked}
      title={`${take.model ?? 'Imported'} · press to pick, double press to look closely`}
      onFocus={onFocusTake}
      onClick={onPick}
      onDoubleClick={onOpen}
      className={cn(
        'focus-on-picture relative aspect-video shrink-0 overflow-hidden rounded-thumb bg-stage',
        picked && 'ring-chosen',
        focused && !picked && 'outline outline-1 outline-fg-2',
        className,
      )}
    >
      <TakePicture source={takeSource(take)} alt="" className={rejected ? 'opacity-40' : ''} />
      <span className="picture-tag absolute top-0.5 left-0.5 px-1 text-tag font-medium">T{number}</span>
      {starred ? <Star size={11} aria-hidden className="absolute top-1 right-1 fill-star text-star" /> : null}
    </button>
  )
}
