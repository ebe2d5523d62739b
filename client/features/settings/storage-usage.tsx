import type { ReactElement } from 'react'
import type { StorageRoom } from '#client/session/device-storage.ts'
import type { StorageSurvey } from '#client/session/storage-survey.ts'
import { cn } from '#client/ui/cn.ts'
import { fileSize } from '#client/ui/words.ts'

/** Share of the room that is in use from which a note appears. */
const NOTE_FROM = 0.8

type Kind = { label: string; bytes: number; swatch: string }

function countedOf({ documents, versions, own, seen, stills }: StorageSurvey): number {
  return documents + versions + own + seen + stills
}

/** What takes room, by kind. What is not counted piece by piece is the app with its indexes. */
function kindsOf(used: number, survey: StorageSurvey): Kind[] {
  const { documents, versions, own, seen, stills } = survey
  const app = Math.max(0, used - countedOf(survey))
  return [
    { label: 'Films: scenes, clips, words and edits', bytes: documents, swatch: 'bg-fg' },
    { label: 'Earlier versions of films', bytes: versions, swatch: 'bg-fg-2' },
    { label: 'Media added or made here', bytes: own, swatch: 'bg-fg-3' },
    { label: 'Media from the server', bytes: seen, swatch: 'bg-control' },
    { label: 'Stills of videos', bytes: stills, swatch: 'bg-raised' },
    { label: 'The app itself', bytes: app, swatch: 'bg-line-strong' },
  ]
}

/** How much of the room is in use, and by what. */
export function StorageUsage({
  room,
  survey,
}: {
  room: StorageRoom | null
  survey: StorageSurvey | null
}): ReactElement {
  const share = room && room.quota > 0 ? room.used / room.quota : 0
  const short = share >= NOTE_FROM
  const used = room?.used ?? (survey ? countedOf(survey) : 0)
  const kinds = survey ? kindsOf(used, survey) : []
  return (
    <section aria-labelledby="storage-used" className="border-b border-line pb-4">
      <div className="flex items-baseline justify-between gap-4">
        <h3 id="storage-used" className="font-medium">
          In use
        </h3>
        <p className={short ? 'text-note' : undefined}>
          {room || survey ? fileSize(used) : <span className="text-fg-3">Counting</span>}
          {room && room.quota > 0 ? <span className="text-fg-3"> of {fileSize(room.quota)}</span> : null}
        </p>
      </div>
      <div
        role="meter"
        aria-label="Storage in use"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={room ? `${fileSize(room.used)} of ${fileSize(room.quota)}` : fileSize(used)}
        className="mt-2 flex h-2 gap-px overflow-hidden rounded-full bg-active forced-colors:border"
      >
        {kinds.map(({ label, bytes, swatch }) => (
          <div key={label} className={cn('h-full', swatch)} style={{ flexGrow: bytes, flexBasis: 0 }} />
        ))}
      </div>
      {short ? (
        <p className="mt-2 text-meta text-note">
          Room is getting short. See below what can go; picked takes and films never leave by themselves.
        </p>
      ) : null}
      <ul className="mt-3 flex flex-col gap-1.5 text-meta">
        {kinds.map(({ label, bytes, swatch }) => (
          <li key={label} className="flex items-center gap-2.5">
            <span aria-hidden className={cn('size-2.5 shrink-0 rounded-[3px] forced-colors:border', swatch)} />
            <span className="min-w-0 grow text-fg-2">{label}</span>
            <span className="tabular-nums">{fileSize(bytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
