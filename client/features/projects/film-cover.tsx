import { Film } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { Icon } from '#client/ui/icon-button.tsx'
import { useMediaRound } from '#client/ui/media-retry.ts'

/**
 * The picture of a film; a quiet plate where there is none or it cannot be had now. The catalogue does not say whether
 * a cover is a still or a video, so what is no picture is tried as a video.
 */
export function FilmCover({ sha256, width = 640 }: { sha256: string | null; width?: number }): ReactElement {
  const round = useMediaRound()
  const [failed, setFailed] = useState<{ key: string; times: number }>({ key: '', times: 0 })
  const key = `${sha256}@${round}`
  const times = failed.key === key ? failed.times : 0
  const onError = (): void => setFailed({ key, times: times + 1 })
  if (sha256 === null || times > 1) {
    return (
      <span className="flex size-full items-center justify-center border border-line bg-stage">
        <Icon icon={Film} size={20} className="text-fg-2" />
      </span>
    )
  }
  if (times === 1) {
    return (
      <video
        key={key}
        src={`/media/${sha256}#t=0.01`}
        muted
        playsInline
        preload="metadata"
        aria-hidden
        onError={onError}
        className="size-full object-cover"
      />
    )
  }
  return (
    <img
      key={key}
      src={`/media/${sha256}?width=${width}`}
      alt=""
      draggable={false}
      decoding="async"
      onError={onError}
      className="size-full object-cover"
    />
  )
}
