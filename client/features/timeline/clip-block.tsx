import { Clock, ImagePlus, LoaderCircle, Pin, TriangleAlert, type LucideIcon } from 'lucide-react'
import { memo, useCallback, useMemo, type ReactElement } from 'react'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { shownTake, takesOfClip } from '#shared/document/selectors.ts'
import { sourceFrames } from '#shared/document/timeline-selectors.ts'
import { framesBeyondTake } from '#shared/timeline/analysis.ts'
import type { Span } from '#shared/timeline/spans.ts'
import { clipState, queuedWords, stepWords, type ClipState } from '../../session/clip-state.ts'
import type { Peer } from '../../session/presence-store.ts'
import { sceneBand, sceneLabel } from '../../session/scene-colour.ts'
import { useSelected } from '../../session/store.ts'
import { useClip, useJobsOfClip, useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { personColour } from '../../ui/avatar.tsx'
import { cn } from '../../ui/cn.ts'
import { Icon } from '../../ui/icon-button.tsx'
import { Filmstrip } from './filmstrip.tsx'
import { LABEL_HEIGHT } from './rows.ts'
import { useTakeStill } from './take-still.ts'
import { clipWords } from './timeline-words.ts'

/**
 * How much of a clip fits its width: the colour of its scene, its edges as handles too, a mark, its label, a mark in
 * the corner. A step rather than the width itself, so that zooming renders only the clips that change their form.
 */
export type ClipSize = 'colour' | 'bare' | 'handles' | 'marked' | 'labelled' | 'wide'

/** Widths in pixels from which a clip has that size. */
const SIZES: readonly (readonly [number, ClipSize])[] = [
  [40, 'wide'],
  [26, 'labelled'],
  [18, 'marked'],
  [12, 'handles'],
  [8, 'bare'],
]

/** The size of a clip of some width in pixels. */
export function clipSize(width: number): ClipSize {
  return SIZES.find(([from]) => width >= from)?.[1] ?? 'colour'
}

/** The first other person who has this clip selected. */
function useRemoteSelection(id: string): Pick<Peer, 'name' | 'hue'> | null {
  const { presence } = useSession()
  return useSelected(
    presence,
    useCallback((peers: readonly Peer[]) => peers.find((peer) => peer.clipIds.includes(id)) ?? null, [id]),
    (a, b) => a?.clientId === b?.clientId && a?.name === b?.name && a?.hue === b?.hue,
  )
}

function useClipState(id: string): ClipState {
  const jobs = useJobsOfClip(id)
  const shown = useProject(
    useCallback(
      (snapshot: ProjectSnapshot) => {
        const clip = snapshot.clips.get(id)
        return clip ? shownTake(snapshot, clip) : null
      },
      [id],
    ),
  )
  const newest = useProject(
    useCallback((snapshot: ProjectSnapshot) => takesOfClip(snapshot, id).at(-1)?.createdAt ?? 0, [id]),
  )
  return useMemo(() => clipState(jobs, shown, newest), [jobs, shown, newest])
}

/** A clip on the video track: label in its scene's tint, picture, state, pin, rings of who has it selected. */
export const ClipBlock = memo(function ClipBlock({
  span,
  size,
  tabbable,
  position,
  count,
  faded,
  editable,
  height,
}: {
  span: Span
  size: ClipSize
  /** Whether Tab reaches this clip: one of the track. */
  tabbable: boolean
  /** Place in the story, from 1. */
  position: number
  /** Clips in the story. */
  count: number
  /** While it is being dragged elsewhere. */
  faded: boolean
  /** Whether handles are shown when it is selected. */
  editable: boolean
  /** Pixels of the track's height. */
  height: number
}): ReactElement | null {
  const { id } = span
  const clip = useClip(id)
  const colour = useProject(
    useCallback((snapshot: ProjectSnapshot) => snapshot.scenes.get(span.sceneId)?.colour ?? 0, [span.sceneId]),
  )
  const selected = useViewState(useCallback((view) => view.selectedClipIds.includes(id), [id]))
  const name = useProject(useCallback((snapshot: ProjectSnapshot) => clipWords(snapshot, span), [span]))
  const state = useClipState(id)
  const remote = useRemoteSelection(id)
  if (!clip) return null
  const colourOnly = size === 'colour'
  const labelled = size === 'labelled' || size === 'wide'
  const px = (frames: number): string => `var(--px) * ${frames}px`
  return (
    <div
      role="option"
      id={`timeline-clip-${id}`}
      data-clip={id}
      data-state={state.kind}
      aria-selected={selected}
      aria-label={name}
      aria-posinset={position}
      aria-setsize={count}
      tabIndex={tabbable ? 0 : -1}
      className={cn(
        'absolute inset-y-0 outline-none select-none',
        'focus-visible:z-10 focus-visible:[&>.clip-face]:shadow-[inset_0_0_0_1px_var(--fg)]',
        selected && 'z-10',
        faded && 'opacity-35',
      )}
      // The scale is a property of the layer: zooming moves clips without rendering them.
      style={{
        left: `calc(${px(span.start)})`,
        width: `max(1px, ${px(span.end - span.start)} - ${colourOnly ? 0 : 1}px)`,
      }}
    >
      <span
        className={cn('clip-face absolute inset-0 block overflow-hidden rounded-clip bg-stage', faded && 'grayscale')}
        style={colourOnly ? { background: sceneBand(colour), borderRadius: 1 } : undefined}
      >
        {colourOnly ? null : (
          <>
            <ClipFace state={state} size={size} top={labelled ? LABEL_HEIGHT : 0} height={height} clipId={id} />
            {labelled ? (
              <span
                className="absolute inset-x-0 top-0 flex items-center gap-1 overflow-hidden px-1 text-clip whitespace-nowrap text-fg"
                style={{ background: sceneLabel(colour), height: LABEL_HEIGHT }}
              >
                {clip.pin?.kind === 'locked' ? (
                  <Icon icon={Pin} size={9} className="shrink-0" strokeWidth={2.2} />
                ) : null}
                <span className="min-w-0 overflow-hidden">
                  <span className="font-semibold">{clip.number}</span> {clip.name}
                </span>
              </span>
            ) : null}
          </>
        )}
      </span>
      {remote && !selected ? (
        <>
          <span
            className="pointer-events-none absolute inset-0 rounded-clip"
            style={{ boxShadow: `inset 0 0 0 1.5px ${personColour(remote.hue)}` }}
          />
          <span
            className="pointer-events-none absolute -top-2 left-0 z-20 rounded-[3px] px-1 text-clip leading-3 font-medium whitespace-nowrap"
            style={{ background: personColour(remote.hue), color: 'var(--person-fg)' }}
          >
            {remote.name}
          </span>
        </>
      ) : null}
      {selected ? <SelectedRing handles={editable && !colourOnly && size !== 'bare'} /> : null}
    </div>
  )
})

function SelectedRing({ handles }: { handles: boolean }): ReactElement {
  return (
    <span
      className={cn(
        'pointer-events-none absolute inset-0 rounded-clip shadow-[inset_0_0_0_2px_var(--accent)]',
        'forced-colors:outline-2 forced-colors:outline-[Highlight]',
      )}
    >
      {handles ? (
        <>
          <span className="absolute inset-y-0 left-0 w-1 rounded-l-clip bg-accent" />
          <span className="absolute inset-y-0 right-0 w-1 rounded-r-clip bg-accent" />
        </>
      ) : null}
    </span>
  )
}

const EMPTY_ICONS: Readonly<Record<'queued' | 'empty' | 'failed' | 'running', LucideIcon>> = {
  queued: Clock,
  empty: ImagePlus,
  failed: TriangleAlert,
  running: LoaderCircle,
}

/** The picture of a clip, repeated along it, or the mark of what it waits for. */
function ClipFace({
  state,
  size,
  top,
  height,
  clipId,
}: {
  state: ClipState
  size: ClipSize
  top: number
  height: number
  clipId: string
}): ReactElement {
  const take = state.kind === 'take' ? state.take : state.kind === 'failed' ? state.take : null
  const still = useTakeStill(take?.kind === 'audio' ? null : take)
  const clip = useClip(clipId)
  const source = useProject(
    useCallback((snapshot: ProjectSnapshot) => (clip ? sourceFrames(snapshot, clip) : null), [clip]),
  )
  const beyond = clip ? framesBeyondTake({ ...clip, sourceFrames: source }) / clip.length : 0
  const words =
    state.kind === 'queued' ? queuedWords(state.job) : state.kind === 'running' ? stepWords(state.job) : undefined
  return (
    <span className="absolute inset-x-0 bottom-0 block" style={{ top }} title={words}>
      {still ? (
        <span
          className="absolute inset-0 bg-repeat-x"
          style={{ backgroundImage: `url("${still}")`, backgroundSize: 'auto 100%' }}
        />
      ) : null}
      {size === 'wide' && clip && take?.kind === 'video' && source !== null ? (
        <Filmstrip
          take={take}
          length={clip.length}
          sourceIn={clip.sourceIn}
          sourceFrames={source}
          height={height - top}
        />
      ) : null}
      {beyond > 0 ? (
        <span
          className="timeline-hatch absolute inset-y-0 right-0 border-l border-line-strong"
          style={{ width: `${beyond * 100}%` }}
          title="Longer than the take: its last frame holds"
        />
      ) : null}
      {state.kind === 'take' ? null : <ClipMark state={state} size={size} hasPicture={still !== null} />}
      {state.kind === 'running' ? (
        <span className="absolute inset-x-0 bottom-0 h-0.5">
          <span className="block h-full bg-accent" style={{ width: `${state.job.progress.fraction * 100}%` }} />
        </span>
      ) : null}
      {top > 0 && take?.source === 'sketch' ? (
        <span className="picture-tag absolute bottom-1 left-1 px-1 text-clip leading-3">Sketch</span>
      ) : null}
    </span>
  )
}

function ClipMark({
  state,
  size,
  hasPicture,
}: {
  state: Exclude<ClipState, { kind: 'take' }>
  size: ClipSize
  hasPicture: boolean
}): ReactElement | null {
  if (size === 'bare' || size === 'handles') return null
  const corner = hasPicture && size === 'wide'
  return (
    <span
      className={cn(
        'absolute grid place-items-center',
        corner ? 'picture-tag right-1 bottom-1 size-4' : 'inset-0',
        state.kind === 'failed' ? 'text-bad' : 'text-fg-2',
      )}
    >
      <Icon icon={EMPTY_ICONS[state.kind]} size={corner ? 11 : 14} />
    </span>
  )
}
