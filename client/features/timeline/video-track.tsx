import { FoldHorizontal } from 'lucide-react'
import { memo, useCallback, useMemo, type KeyboardEvent, type ReactElement, type RefObject } from 'react'
import { closeGap } from '#shared/commands/timeline-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { spanIndexBefore, type Gap, type Span } from '#shared/timeline/spans.ts'
import type { Peer } from '../../session/presence-store.ts'
import { sceneBand } from '../../session/scene-colour.ts'
import { shallowEqual, useReadable, useSelected } from '../../session/store.ts'
import { useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { announce } from '../../ui/announcer.tsx'
import { cn } from '../../ui/cn.ts'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { ClipBlock, clipSize } from './clip-block.tsx'
import { drawnTrack, type ClipRun, type DrawnTrack } from './clip-runs.ts'
import type { Row } from './rows.ts'
import { useDrawnRange, useTimeline } from './timeline-model.ts'
import { seconds } from './timeline-words.ts'

const NOTHING: readonly string[] = []

/** What to draw: what is in range, and always the clip that has keyboard focus. */
function useDrawnTrack(spans: readonly Span[], tabStop: string | null): DrawnTrack & { readonly pxPerFrame: number } {
  const { pxPerFrame, from, to } = useDrawnRange()
  const selected = useViewState((view) => view.selectedClipIds)
  const { presence } = useSession()
  const others = useSelected(presence, theirClips, shallowEqual)
  return useMemo(() => {
    const keep = new Set([...selected, ...others, ...(tabStop === null ? [] : [tabStop])])
    const first = Math.max(0, spanIndexBefore(spans, from))
    const { clips, runs } = drawnTrack(spans, { first, to, pxPerFrame }, keep)
    const index = tabStop === null ? -1 : spans.findIndex((span) => span.id === tabStop)
    const outside = index >= 0 && !clips.some(({ span }) => span.id === tabStop)
    return { clips: outside ? [...clips, { span: spans[index]!, index }] : clips, runs, pxPerFrame }
  }, [spans, pxPerFrame, from, to, selected, others, tabStop])
}

const theirClips = (peers: readonly Peer[]): readonly string[] => peers.flatMap((peer) => peer.clipIds)

/** The clips of the main track as one list with one tab stop. */
export function VideoTrack({
  row,
  onKeyDown,
  listRef,
}: {
  row: Row
  onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void
  listRef: RefObject<HTMLDivElement | null>
}): ReactElement {
  const model = useTimeline()
  const { spans } = useReadable(model.layout)
  const lead = useViewState((view) => view.selectedClipIds.at(-1) ?? null)
  const moving = useViewState(
    useCallback((view) => (view.preview?.kind === 'move' ? view.preview.clipIds : NOTHING), []),
    shallowEqual,
  )
  const tabStop = spans.some((span) => span.id === lead) ? lead : (spans[0]?.id ?? null)
  const { clips, runs, pxPerFrame } = useDrawnTrack(spans, tabStop)
  return (
    <div
      ref={listRef}
      role="listbox"
      aria-label="Video track"
      aria-multiselectable
      aria-orientation="horizontal"
      tabIndex={spans.length === 0 ? 0 : -1}
      onKeyDown={onKeyDown}
      className="absolute inset-x-0 outline-none"
      style={{ top: row.top + 1, height: row.height - 2 }}
    >
      {runs.map((run) => (
        <RunBlock key={run.start} run={run} />
      ))}
      {clips.map(({ span, index }) => (
        <ClipBlock
          key={span.id}
          span={span}
          size={clipSize((span.end - span.start) * pxPerFrame)}
          tabbable={span.id === tabStop}
          position={index + 1}
          count={spans.length}
          faded={moving.includes(span.id)}
          editable={model.editable}
          height={row.height - 2}
        />
      ))}
    </div>
  )
}

/** Clips too narrow to be told apart, in the colour of their scene. Selecting one draws it; the list of keys is the same. */
const RunBlock = memo(function RunBlock({ run: { sceneId, start, end } }: { run: ClipRun }): ReactElement {
  const colour = useProject(
    useCallback((snapshot: ProjectSnapshot) => snapshot.scenes.get(sceneId)?.colour ?? 0, [sceneId]),
  )
  return (
    <span
      aria-hidden
      className="absolute inset-y-0 block rounded-[1px]"
      style={{
        left: `calc(var(--px) * ${start}px)`,
        width: `max(1px, var(--px) * ${end - start}px)`,
        background: sceneBand(colour),
      }}
    />
  )
})

/** The empty stretches between clips; a press offers to close one. */
export function Gaps({ row }: { row: Row }): ReactElement {
  const model = useTimeline()
  const { gaps } = useReadable(model.layout)
  const { pxPerFrame, from, to } = useDrawnRange()
  return (
    <>
      {gaps
        .filter((gap) => gap.end > from && gap.start < to)
        .map((gap) => (
          <GapBlock key={gap.beforeId} gap={gap} row={row} pxPerFrame={pxPerFrame} />
        ))}
    </>
  )
}

function GapBlock({ gap, row, pxPerFrame }: { gap: Gap; row: Row; pxPerFrame: number }): ReactElement {
  const { editable, session } = useTimeline()
  const rate = useProject((snapshot) => snapshot.project.frameRate)
  const number = useProject((snapshot) => snapshot.clips.get(gap.beforeId)?.number ?? '')
  const locked = useProject((snapshot) => snapshot.clips.get(gap.beforeId)?.pin?.kind === 'locked')
  const width = (gap.end - gap.start) * pxPerFrame
  const face = {
    className: cn(
      'timeline-hatch absolute rounded-clip border border-dashed border-control text-clip text-fg-2',
      'overflow-hidden whitespace-nowrap',
    ),
    style: { top: row.top + 1, height: row.height - 2, left: gap.start * pxPerFrame, width: Math.max(1, width - 1) },
    'data-gap': gap.beforeId,
  }
  const words = width > 34 ? <span className="rounded-band bg-app px-1">Gap</span> : null
  if (!editable) {
    return (
      <div {...face} className={cn(face.className, 'grid place-items-center')}>
        {words}
      </div>
    )
  }
  return (
    <Menu
      trigger={
        <button type="button" aria-label={`Gap of ${seconds(gap.end - gap.start, rate)} before ${number}`} {...face}>
          {words}
        </button>
      }
    >
      <MenuItem
        icon={FoldHorizontal}
        disabled={locked ? `${number} is pinned to the music` : undefined}
        onSelect={() => {
          session.run(closeGap, { beforeId: gap.beforeId })
          announce('Gap closed')
        }}
      >
        Close gap
      </MenuItem>
    </Menu>
  )
}
