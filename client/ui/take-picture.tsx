import { CloudDownload } from 'lucide-react'
import { useRef, useState, type ReactElement } from 'react'
import { cn } from './cn.ts'
import { Icon } from './icon-button.tsx'
import { useMediaRound } from './media-retry.ts'

/** What a picture needs to know of its file. */
export interface PictureSource {
  readonly kind: 'image' | 'video' | 'audio'
  /** Address of the whole file. */
  readonly url: string
  /** Address of a small still. */
  readonly thumbUrl: string
}

/**
 * A take as a picture that fills its box. A video shows its first frame and, with `scrub`, follows the pointer across
 * its width.
 */
export function TakePicture({
  source,
  alt,
  scrub = false,
  full = false,
  className,
}: {
  source: PictureSource
  /** Empty where the words beside it say the same. */
  alt: string
  scrub?: boolean
  /** The whole file rather than the small still. */
  full?: boolean
  className?: string
}): ReactElement {
  const video = useRef<HTMLVideoElement>(null)
  const round = useMediaRound()
  // The round in which it could not be shown: in a later one it may have arrived.
  const [missingIn, setMissingIn] = useState<number | null>(null)
  const missing = missingIn === round
  const setMissing = (): void => setMissingIn(round)
  const classes = cn('size-full object-cover', className)
  if (missing) {
    return (
      <span className={cn(classes, '@container grid place-items-center bg-stage text-meta text-fg-2')}>
        <Icon icon={CloudDownload} className="@min-[136px]:hidden" />
        <span className="sr-only @min-[136px]:not-sr-only">Not on this device</span>
      </span>
    )
  }
  if (source.kind === 'video') {
    return (
      <video
        ref={video}
        // The fragment makes the browser show a frame instead of nothing before it plays.
        src={`${source.url}#t=0.01`}
        // Shown until the first frame is decoded; where there is no still yet, the answer is empty.
        poster={source.thumbUrl}
        muted
        playsInline
        preload="metadata"
        aria-label={alt || undefined}
        aria-hidden={alt === '' ? true : undefined}
        onError={setMissing}
        onPointerMove={(event) => {
          const element = video.current
          if (!scrub || !element || event.pointerType !== 'mouse' || !Number.isFinite(element.duration)) return
          if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return
          const box = element.getBoundingClientRect()
          element.currentTime = Math.max(0, ((event.clientX - box.left) / box.width) * (element.duration - 0.05))
        }}
        onPointerLeave={() => {
          if (scrub && video.current) video.current.currentTime = 0.01
        }}
        className={classes}
      />
    )
  }
  return (
    <img
      src={full ? source.url : source.thumbUrl}
      alt={alt}
      draggable={false}
      decoding="async"
      loading="lazy"
      onError={setMissing}
      className={classes}
    />
  )
}
