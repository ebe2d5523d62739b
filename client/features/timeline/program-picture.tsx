import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react'
import type { Take } from '#shared/model/take.ts'
import { framesToSeconds, type FrameRate } from '#shared/model/time.ts'
import { mediaUrl } from '../../session/media-urls.ts'
import { cn } from '../../ui/cn.ts'
import { useMediaRound } from '../../ui/media-retry.ts'

/** How far a playing video may drift from the clock before it is put right, in seconds. */
const DRIFT_SECONDS = 0.12

/** Where in a take a frame of a clip lies, in seconds: past its end the last frame holds. */
export function sourceSeconds(take: Pick<Take, 'frames' | 'frameRate'>, frameInTake: number, film: FrameRate): number {
  const wanted = framesToSeconds(Math.max(0, frameInTake) + 0.5, film)
  if (take.frameRate === null) return 0
  const last = framesToSeconds(take.frames - 0.5, take.frameRate)
  return Math.min(wanted, last)
}

/** One take at one frame. Hidden ones are kept loaded and at their first frame, so that a cut shows no gap. */
export function ProgramPicture({
  take,
  frameInTake,
  rate,
  playing,
  speed,
  hidden,
  alt,
}: {
  take: Take
  /** Frame of the take, counted at the film's rate. */
  frameInTake: number
  rate: FrameRate
  playing: boolean
  speed: number
  hidden: boolean
  alt: string
}): ReactElement {
  const video = useRef<HTMLVideoElement>(null)
  const round = useMediaRound()
  const [missingIn, setMissingIn] = useState<number | null>(null)
  const missing = missingIn === round
  const target = sourceSeconds(take, frameInTake, rate)
  const plays = playing && speed > 0 && !hidden
  const atEnd = take.frameRate !== null && target >= framesToSeconds(take.frames - 0.5, take.frameRate)

  useLayoutEffect(() => {
    const element = video.current
    if (!element) return
    if (plays && !atEnd) {
      element.playbackRate = Math.min(16, Math.max(0.1, speed))
      if (Math.abs(element.currentTime - target) > DRIFT_SECONDS * Math.max(1, speed)) element.currentTime = target
      // The browser may put playing off until it has data: the picture then catches up.
      if (element.paused) element.play().catch(() => undefined)
      return
    }
    if (!element.paused) element.pause()
    if (Math.abs(element.currentTime - target) > 0.001) element.currentTime = target
  }, [plays, atEnd, target, speed])

  useEffect(() => {
    const element = video.current
    return () => element?.pause()
  }, [])

  const className = cn('absolute inset-0 size-full object-contain', hidden && 'invisible')
  if (missing) {
    return (
      <span className={cn(className, 'grid place-items-center text-meta text-fg-2')}>
        {hidden ? null : 'This take is not on this device yet'}
      </span>
    )
  }
  if (take.kind === 'image') {
    return (
      <img
        src={mediaUrl(take.media)}
        alt={hidden ? '' : alt}
        draggable={false}
        onError={() => setMissingIn(round)}
        className={className}
      />
    )
  }
  return (
    <video
      ref={video}
      src={mediaUrl(take.media)}
      muted
      playsInline
      preload="auto"
      aria-label={hidden ? undefined : alt}
      aria-hidden={hidden}
      data-seconds={target.toFixed(3)}
      onError={() => setMissingIn(round)}
      className={className}
    />
  )
}
