import { Play, Plus, Star } from 'lucide-react'
import { useCallback, useEffect, useState, type KeyboardEvent, type ReactElement } from 'react'
import { pickTake } from '#shared/commands/take-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { pickedTake, takeNumber, takesOfClip } from '#shared/document/selectors.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import type { Clip } from '#shared/model/clip.ts'
import { Recipe } from '#shared/model/recipe.ts'
import type { Take } from '#shared/model/take.ts'
import { FINAL_STATES, type Job } from '#shared/protocol/jobs.ts'
import { spanAt } from '#shared/timeline/spans.ts'
import { useActionHost } from '../../session/action-host.tsx'
import { queuedWords, stepWords } from '../../session/clip-state.ts'
import { useServices } from '../../session/services-context.tsx'
import { shallowEqual, useSelected } from '../../session/store.ts'
import { takeSource } from '../../session/take-source.ts'
import { takeOrigin } from '../../session/take-words.ts'
import { useClip, useJobsOfClip, useMarks, useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { Icon } from '../../ui/icon-button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { TakePicture } from '../../ui/take-picture.tsx'

/** The clip whose takes are listed: the selected one, else the one under the playhead. */
export function useClipInHand(): string | null {
  const { records, view } = useSession()
  const selected = useViewState((state) => state.selectedClipIds.at(-1) ?? null)
  const structure = useProject((snapshot) => snapshot.structure)
  const under = useSelected(
    view.playhead,
    // Named so that a changed cut is looked up anew while the playhead rests.
    useCallback((frame: number) => structure && clipAt(records.get(), frame), [records, structure]),
  )
  return selected ?? under
}

function clipAt(snapshot: ProjectSnapshot, frame: number): string | null {
  return spanAt(timelineOf(snapshot).spans, frame)?.id ?? null
}

/** The takes of the clip in hand, newest first: a press shows one, Enter or its digit picks it, F stars it. */
export function TakesPanel({
  clipId,
  audition,
  onAudition,
}: {
  clipId: string | null
  audition: string | null
  onAudition: (takeId: string) => void
}): ReactElement {
  const clip = useClip(clipId)
  return (
    <div className="flex h-full min-h-0 flex-col bg-app">
      <h2 className="flex h-11 shrink-0 items-center border-b border-line px-4 text-body font-medium">Takes</h2>
      {clip && clip.deletedAt === null ? (
        <ClipTakes clip={clip} audition={audition} onAudition={onAudition} />
      ) : (
        <p className="px-4 py-3 text-meta text-fg-2">Select a clip to see its takes</p>
      )}
    </div>
  )
}

function ClipTakes({
  clip,
  audition,
  onAudition,
}: {
  clip: Clip
  audition: string | null
  onAudition: (takeId: string) => void
}): ReactElement {
  const session = useSession()
  const host = useActionHost()
  const takes = useProject(
    useCallback((snapshot: ProjectSnapshot) => takesOfClip(snapshot, clip.id).toReversed(), [clip.id]),
    shallowEqual,
  )
  const picked = useProject(useCallback((snapshot: ProjectSnapshot) => pickedTake(snapshot, clip)?.id ?? null, [clip]))
  const jobs = useJobsOfClip(clip.id).filter((job) => !FINAL_STATES.has(job.status))
  const { stars } = useMarks()
  const tabStop = takes.find((take) => take.id === audition)?.id ?? picked ?? takes[0]?.id ?? null

  const show = (take: Take): void => {
    if (session.view.get().selectedClipIds.at(-1) !== clip.id) session.view.selectClips([clip.id])
    session.view.patch({ focusedTakeId: take.id })
    onAudition(take.id)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const at = takes.findIndex((take) => take.id === (event.target as HTMLElement).dataset['take'])
    const take = takes[at]
    if (!take || event.ctrlKey || event.metaKey || event.altKey) return
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: takes.length - 1 }[event.key]
    if (next !== undefined) {
      const other = takes[next]
      if (other) {
        show(other)
        event.currentTarget.querySelector<HTMLElement>(`[data-take="${other.id}"]`)?.focus()
      }
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const pick = (take: Take): void => {
    if (take.kind === 'audio' || take.id === picked) return
    session.run(pickTake, { clipId: clip.id, takeId: take.id })
    announce(`Take ${takeNumber(session.records.get(), take)} picked for ${clip.number}`)
  }

  return (
    <>
      <h3 className="flex shrink-0 items-baseline gap-2 px-4 pt-3 pb-2 text-title">
        <span className="text-fg-3">{clip.number}</span>
        <span className="truncate font-semibold">{clip.name || 'Untitled clip'}</span>
      </h3>
      <div className="min-h-0 grow overflow-y-auto px-2 pb-2">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
        <div
          role="listbox"
          aria-label={`Takes of ${clip.number}`}
          tabIndex={takes.length === 0 ? 0 : -1}
          onKeyDown={onKeyDown}
        >
          {takes.map((take) => (
            <TakeRow
              key={take.id}
              take={take}
              picked={take.id === picked}
              starred={stars.has(take.id)}
              shown={take.id === audition}
              tabbable={take.id === tabStop}
              onShow={() => show(take)}
              onPick={() => pick(take)}
            />
          ))}
        </div>
        {takes.length === 0 && jobs.length === 0 ? (
          <p className="px-2 py-1 text-meta text-fg-2">No takes yet. Generate one or drop a picture on its card</p>
        ) : null}
      </div>
      <div className="shrink-0 px-3 pb-3">
        <Button
          locks="edits"
          className="w-full"
          onClick={() => {
            if (session.view.get().selectedClipIds.at(-1) !== clip.id) session.view.selectClips([clip.id])
            host.run('take.generate')
          }}
        >
          <Icon icon={Plus} />
          Generate take
          <Kbd keys="mod+enter" />
        </Button>
      </div>
    </>
  )
}

function TakeRow({
  take,
  picked,
  starred,
  shown,
  tabbable,
  onShow,
  onPick,
}: {
  take: Take
  picked: boolean
  starred: boolean
  shown: boolean
  tabbable: boolean
  onShow: () => void
  onPick: () => void
}): ReactElement {
  const number = useProject(useCallback((snapshot: ProjectSnapshot) => takeNumber(snapshot, take), [take]))
  const facts = useTakeFacts(take)
  const label = [
    `Take ${number}`,
    ...(picked ? ['picked'] : []),
    ...(starred ? ['starred'] : []),
    facts.model,
    facts.making,
  ].join(', ')
  return (
    <div
      role="option"
      data-take={take.id}
      data-state={picked ? 'picked' : 'done'}
      aria-selected={picked}
      aria-current={shown ? 'true' : undefined}
      aria-label={label}
      tabIndex={tabbable ? 0 : -1}
      onClick={onShow}
      onDoubleClick={onPick}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
        event.preventDefault()
        event.stopPropagation()
        onPick()
      }}
      className={cn(
        'flex items-center gap-3 rounded-option p-2 select-none hover:bg-hover',
        shown && 'bg-active hover:bg-active',
      )}
    >
      <span
        className={cn(
          'relative aspect-video w-[84px] shrink-0 overflow-hidden rounded-thumb bg-stage',
          picked && 'ring-chosen',
        )}
      >
        <TakePicture source={takeSource(take)} alt="" />
        {take.kind === 'video' ? (
          <span className="picture-tag absolute right-1 bottom-1 p-0.5">
            <Play size={9} className="fill-fg text-fg" aria-hidden />
          </span>
        ) : null}
        {take.source === 'sketch' ? (
          <span className="picture-tag absolute bottom-1 left-1 px-1 text-tag">Sketch</span>
        ) : null}
      </span>
      <span className="min-w-0 grow">
        <span className="flex items-center gap-1 text-body font-semibold">
          T{number}
          {starred ? <Star size={12} className="fill-star text-star" aria-hidden /> : null}
          {picked ? <span className="ml-auto text-meta font-normal text-accent-text">Picked</span> : null}
        </span>
        <span className="block truncate text-meta text-fg-2">{facts.model}</span>
        <span className="block truncate text-meta text-fg-2">{facts.making}</span>
      </span>
    </div>
  )
}

function JobRow({ job }: { job: Job }): ReactElement {
  const running = job.status === 'running' || job.status === 'storing'
  return (
    <div data-job={job.id} data-state={job.status} className="px-2 py-2">
      <p className="mb-1 text-meta text-fg-2">{running ? stepWords(job) : queuedWords(job)}</p>
      <ProgressBar value={running ? job.progress.fraction : 0} label="Take under way" />
    </div>
  )
}

/** With what and how a take was made, as far as that is known. */
function useTakeFacts(take: Take): { readonly model: string; readonly making: string } {
  const { media } = useServices()
  const [steps, setSteps] = useState<{ of: string; steps: number | null } | null>(null)
  useEffect(() => {
    const { recipe } = take
    if (recipe === null || take.source !== 'generated') return undefined
    const gone = new AbortController()
    media
      .read(recipe, { signal: gone.signal })
      .then(async (file) => {
        const parsed = file ? Recipe.safeParse(JSON.parse(await file.text())) : null
        const value = parsed?.data?.params['steps']
        if (!gone.signal.aborted) setSteps({ of: recipe, steps: typeof value === 'number' ? value : null })
      })
      // Where the recipe cannot be had, the row says what the take itself knows.
      .catch(() => undefined)
    return () => gone.abort()
  }, [media, take])
  const kind = take.kind === 'video' ? 'Video' : take.kind === 'image' ? 'Still' : 'Sound'
  const known = steps?.of === take.recipe ? steps.steps : null
  return { model: takeOrigin(take), making: known === null ? kind : `${kind}, ${known} steps` }
}
