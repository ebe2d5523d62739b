import { Film } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { Icon } from '#client/ui/icon-button.tsx'

/** The picture of a film; a quiet plate where there is none or it is not on this device. */
export function FilmCover({ sha256, width = 640 }: { sha256: string | null; width?: number }): ReactElement {
  const [missing, setMissing] = useState<string | null>(null)
  if (sha256 === null || missing === sha256) {
    return (
      <span className="flex size-full items-center justify-center border border-line bg-stage">
        <Icon icon={Film} size={20} className="text-fg-2" />
      </span>
    )
  }
  return (
    <img
      src={`/media/${sha256}?width=${width}`}
      alt=""
      draggable={false}
      decoding="async"
      onError={() => setMissing(sha256)}
      className="size-full object-cover"
    />
  )
}
