import { Images } from 'lucide-react'
import type { ReactElement } from 'react'
import { attempt } from '#client/session/library/cast-edits.ts'
import type { CastHome } from '#client/session/library/cast-home.ts'
import { mediaUrl } from '#client/session/media-urls.ts'
import { takeSource } from '#client/session/take-source.ts'
import { Button } from '#client/ui/button.tsx'
import { TakePicture } from '#client/ui/take-picture.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { restorePoolEntry, takeFromPool, trashPoolEntry, updatePoolEntry } from '#shared/commands/pool-commands.ts'
import type { PoolEntry } from '#shared/model/pool-entry.ts'
import { framesToSeconds } from '#shared/model/time.ts'
import { deleteItem } from '#client/session/library/delete-item.ts'
import { FormSection, LibraryFrame, useFilmName, type LibraryItem, type LibraryWords } from './library-frame.tsx'
import { changeWith, RecordText } from './record-form.tsx'
import { useCastHome, useLive, type ShownHome } from './use-cast-home.ts'

const WORDS: LibraryWords = {
  one: 'take',
  many: 'offered takes',
  icon: Images,
  add: null,
  empty: 'Takes that are good for more than one clip. On the board, select a clip and choose “Send to pool”.',
}

/** `/pool`: the takes that a film, or the studio, offers for reuse. */
export function PoolView({ itemId }: { itemId: string | null }): ReactElement | null {
  const shown = useCastHome()
  return shown ? <Pool shown={shown} itemId={itemId} /> : null
}

function Pool({ shown: { home, session }, itemId }: { shown: ShownHome; itemId: string | null }): ReactElement {
  const entries = useLive(home, 'pool')
  const [target] = session?.view.get().selectedClipIds.slice(-1) ?? []
  const clip = target === undefined ? undefined : session?.records.get().clips.get(target)

  const use = (entry: PoolEntry): void => {
    if (!session || !clip) return
    const before = session.records.get().takes.size
    attempt(() => {
      session.run(takeFromPool, { entry, clipId: clip.id }, { label: `Use ${entry.name}` })
      const isNew = session.records.get().takes.size > before
      toasts.show({
        title: isNew ? `${entry.name} is a take of ${clip.number}` : `${clip.number} has this take already`,
      })
    })
  }
  return (
    <LibraryFrame
      page="pool"
      words={WORDS}
      things={entries}
      itemOf={itemOf}
      itemId={itemId}
      filmName={useFilmName()}
      onDelete={(entry) => deleteItem(home, { trash: trashPoolEntry, restore: restorePoolEntry }, entry)}
    >
      {(entry) => (
        <>
          <div className="aspect-video overflow-hidden rounded-picture bg-stage">
            <TakePicture source={takeSource(entry)} alt={entry.name} scrub />
          </div>
          {session ? (
            <Button look="main" size="large" disabled={!clip} onClick={() => use(entry)}>
              {clip ? `Use in ${clip.number}` : 'Select a clip on the board to use it there'}
            </Button>
          ) : null}
          <PoolWords entry={entry} home={home} />
          <FormSection title="How it was made">
            <dl className="grid grid-cols-[96px_1fr] gap-y-1.5 text-body">
              {factsOf(entry).map(([label, value]) => (
                <div key={label} className="contents">
                  <dt className="text-meta text-fg-3">{label}</dt>
                  <dd className="min-w-0 truncate select-text">{value}</dd>
                </div>
              ))}
            </dl>
          </FormSection>
        </>
      )}
    </LibraryFrame>
  )
}

function PoolWords({ entry, home }: { entry: PoolEntry; home: CastHome }): ReactElement {
  const change = changeWith<Pick<PoolEntry, 'name' | 'prompt'>>((fields, options) =>
    home.run(updatePoolEntry, { id: entry.id, ...fields }, options),
  )
  const text = { record: entry, onChange: change }
  return (
    <>
      <RecordText {...text} field="name" label="Name" what="name" needed />
      <RecordText {...text} field="prompt" label="Prompt, to be found by" what="prompt" lines />
    </>
  )
}

function itemOf(entry: PoolEntry): LibraryItem {
  const { id, name, kind, model, prompt, media } = entry
  return {
    id,
    name,
    detail: [kind === 'video' ? 'Video' : 'Still', model].filter(Boolean).join(', '),
    picture: mediaUrl(media, 160),
    words: prompt,
  }
}

function factsOf(entry: PoolEntry): [string, string][] {
  const { model, width, height, frameRate, frames, createdBy, mime, source } = entry
  const seconds = frameRate ? `, ${framesToSeconds(frames, frameRate).toFixed(1)} s` : ''
  return [
    ['Model', model ?? (source === 'sketch' ? 'Sketch' : 'Not known')],
    ['Size', `${width}×${height}${seconds}`],
    ['File', mime],
    ...(createdBy === '' ? [] : [['Offered by', createdBy] as [string, string]]),
  ]
}
