import type { ReactElement } from 'react'
import { attempt } from '#client/session/library/cast-edits.ts'
import { Button } from '#client/ui/button.tsx'
import { count } from '#client/ui/words.ts'
import type { Clip } from '#shared/model/clip.ts'
import { useSelectedClips } from './use-selected-clips.ts'
import type { ShownHome } from './use-cast-home.ts'

/** Where something of a library is used in the open film, and the ways to use it. Nothing without an open film. */
export function ItemUses({
  shown: { home, session },
  filmName,
  place,
  uses,
  verb,
  onUse,
  isShared,
  onShare,
  isInFilm,
  onTake,
}: {
  shown: ShownHome
  filmName: string | null
  /** "In 3.04" or "On 3.04". */
  place: 'In' | 'On'
  /** Whether a clip uses it. */
  uses: (clip: Clip) => boolean
  /** "Add to 2 selected clips". */
  verb: string
  onUse: (clipIds: readonly string[]) => void
  isShared: boolean
  /** Puts it into the studio's library. */
  onShare: () => void
  isInFilm: boolean
  /** Takes it into the film. */
  onTake: () => void
}): ReactElement | null {
  const selected = useSelectedClips()
  if (!session) return null
  const isHomeInFilm = home.projectId !== null
  const users = [...session.records.get().clips.values()].filter((clip) => clip.deletedAt === null && uses(clip))
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p className="grow text-meta text-fg-2">
        {users.length === 0
          ? `${place} no clip of ${filmName}`
          : `${place} ${users.map(({ number }) => number).join(', ')}`}
      </p>
      {selected.length > 0 ? (
        <Button onClick={() => onUse(selected)}>
          {verb} to {count(selected.length, 'selected clip')}
        </Button>
      ) : null}
      {isHomeInFilm && !isShared ? (
        <Button look="quiet" onClick={() => attempt(onShare)}>
          Share with the studio
        </Button>
      ) : null}
      {!isHomeInFilm && !isInFilm ? (
        <Button look="quiet" onClick={() => attempt(onTake)}>
          Take into {filmName}
        </Button>
      ) : null}
    </div>
  )
}
