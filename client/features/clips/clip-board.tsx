import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { Film, Plus } from 'lucide-react'
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
} from 'react'
import { orderedSceneIds, storyClipIds } from '#shared/document/selectors.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { moveClipsAfter, moveClipsBefore } from '../../session/clip-edits.ts'
import { useProject, useSession, useViewState } from '../../session/use-session.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { addClipHere } from './clip-actions.ts'
import { ClipCard, type SelectMode } from './clip-card.tsx'
import {
  boardLines,
  columnsFor,
  GAP,
  neighbour,
  type BoardLine,
  type ClipFilter,
  type GridMove,
} from './grid-layout.ts'
import { useCarry } from './use-carry.ts'

/** Heights in pixels of what is not a picture: a scene's heading, the words under a card, an empty scene. */
const HEADER = 62
const WORDS = 62
const EMPTY = 92

/** What others may ask of the board. */
export interface BoardHandle {
  scrollToScene(sceneId: string): void
}

const ARROWS: Readonly<Record<string, GridMove>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** All clips of the film as cards under their scenes. Only the lines near the view are in the page. */
export function ClipBoard({
  filter,
  cardWidth,
  renderSceneHeader,
  onOpenClip,
  onPressSelected,
  ref,
}: {
  filter: ClipFilter
  /** Pixels that a card should be wide. */
  cardWidth: number
  renderSceneHeader: (sceneId: string) => ReactNode
  /** Opens the viewer on a clip. */
  onOpenClip: (clipId: string) => void
  /** A press on a clip that is selected already; used where the inspector has no place of its own. */
  onPressSelected: (() => void) | null
  ref: Ref<BoardHandle>
}): ReactElement {
  const session = useSession()
  const scroller = useRef<HTMLDivElement>(null)
  const [{ panel, width }, setSize] = useState({ panel: 0, width: 0 })
  const { carry, ...carrying } = useCarry()

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const measure = (): void => {
      const padding = parseFloat(getComputedStyle(element).paddingLeft) * 2
      setSize({ panel: element.clientWidth, width: element.clientWidth - padding })
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])

  // Counted by the whole panel, so that its margins do not cost a column.
  const columns = columnsFor(panel, cardWidth)
  const structure = useProject((snapshot) => snapshot.structure)
  const clips = useProject(
    useCallback((snapshot: ProjectSnapshot) => (filter === 'all' ? null : snapshot.clips), [filter]),
  )
  const takes = useProject(
    useCallback((snapshot: ProjectSnapshot) => (filter === 'all' ? null : snapshot.takes), [filter]),
  )
  const lines = useMemo(
    () => boardLines(session.records.get(), columns, filter),
    // The lines follow the structure, and under a filter also what the filter looks at.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [session, structure, clips, takes, columns, filter],
  )
  const hasScenes = useProject(useCallback((snapshot: ProjectSnapshot) => orderedSceneIds(snapshot).length > 0, []))

  const picture = columns > 0 ? ((width - (columns - 1) * GAP) / columns) * (9 / 16) : 0
  const heightOf = (line: BoardLine | undefined): number =>
    line?.kind === 'clips' ? picture + WORDS : line?.kind === 'scene' ? HEADER : EMPTY
  const headers = useMemo(() => lines.flatMap((line, index) => (line.kind === 'scene' ? [index] : [])), [lines])
  const stuck = useRef(0)
  const virtual = useVirtualizer({
    count: width > 0 ? lines.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(lines[index]),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 3,
    scrollPaddingStart: HEADER,
    rangeExtractor: (range) => {
      stuck.current = headers.findLast((index) => index <= range.startIndex) ?? 0
      return [...new Set([stuck.current, ...defaultRangeExtractor(range)])].sort((a, b) => a - b)
    },
  })
  useEffect(() => virtual.measure(), [virtual, picture])

  const reveal = useCallback(
    (clipId: string, focus: boolean): void => {
      const index = lines.findIndex((line) => line.kind === 'clips' && line.clipIds.includes(clipId))
      if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' })
      if (focus) {
        requestAnimationFrame(() =>
          scroller.current?.querySelector<HTMLElement>(`[data-clip="${clipId}"]`)?.focus({ preventScroll: true }),
        )
      }
    },
    [lines, virtual],
  )

  useEffect(() => {
    const handle: BoardHandle = {
      scrollToScene: (sceneId) => {
        const index = lines.findIndex((line) => line.kind === 'scene' && line.sceneId === sceneId)
        if (index >= 0) virtual.scrollToIndex(index, { align: 'start' })
      },
    }
    if (typeof ref === 'function') ref(handle)
    else if (ref) ref.current = handle
  }, [ref, lines, virtual])

  // A clip that was selected elsewhere (timeline, palette, an address) comes into view.
  const lead = useViewState((view) => view.selectedClipIds.at(-1) ?? null)
  const hadFocus = useRef(false)
  useEffect(() => {
    // A deleted card takes the focus with it and tells no blur: the card that is selected in its place gets it.
    const lost = hadFocus.current && document.activeElement === document.body
    if (lead && width > 0 && !scroller.current?.contains(document.activeElement)) reveal(lead, lost)
    // Only a new lead moves the view; scrolling away afterwards is the person's own wish.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lead, width > 0])

  const select = useCallback(
    (id: string, mode: SelectMode): void => {
      if (mode === 'toggle') session.view.toggleClip(id)
      else if (mode === 'range') session.view.selectRange(storyClipIds(session.records.get()), id)
      else {
        const { selectedClipIds } = session.view.get()
        if (selectedClipIds.length === 1 && selectedClipIds[0] === id) onPressSelected?.()
        session.view.selectClips([id])
      }
    },
    [session, onPressSelected],
  )

  const tabStop = lead ?? lines.find((line) => line.kind === 'clips')?.clipIds[0] ?? null

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const cell = event.target instanceof HTMLElement ? event.target : null
    const id = cell?.dataset.clip
    if (!id) return
    const handled = carry ? carryKey(event) : gridKey(event, id)
    if (!handled) return
    event.preventDefault()
    event.stopPropagation()
  }

  const carryKey = (event: KeyboardEvent): boolean => {
    if (event.key === 'ArrowLeft') carrying.step(-1)
    else if (event.key === 'ArrowRight') carrying.step(1)
    else if (event.key === 'ArrowUp') carrying.stepScene(-1)
    else if (event.key === 'ArrowDown') carrying.stepScene(1)
    else if (event.key === 'Enter') {
      const moved = carry?.ids[0]
      carrying.drop()
      if (moved) requestAnimationFrame(() => reveal(moved, true))
    } else if (event.key === 'Escape') carrying.cancel()
    else return false
    return true
  }

  const gridKey = (event: KeyboardEvent, id: string): boolean => {
    const move = ARROWS[event.key]
    if (move && event.altKey) {
      carryOnce(id, move === 'left' || move === 'up' ? -1 : 1)
      return true
    }
    if (move && !event.metaKey && !event.ctrlKey) {
      const next = neighbour(lines, id, move)
      if (next) {
        select(next, event.shiftKey ? 'range' : 'only')
        reveal(next, true)
      }
      return true
    }
    if (event.key === 'Enter' && event.shiftKey) {
      const { selectedClipIds } = session.view.get()
      carrying.pickUp(selectedClipIds.includes(id) ? selectedClipIds : [id])
      return true
    }
    if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) {
      onOpenClip(id)
      return true
    }
    return false
  }

  /** ⌥ and an arrow: one place earlier or later in the story, in one press. */
  const carryOnce = (id: string, by: -1 | 1): void => {
    const story = storyClipIds(session.records.get())
    const other = session.records.get().clips.get(story[story.indexOf(id) + by] ?? '')
    if (!other) return
    if (by < 0) moveClipsBefore(session, [id], other.sceneId, other.id)
    else moveClipsAfter(session, [id], other.id)
    requestAnimationFrame(() => reveal(id, true))
  }

  if (!hasScenes) {
    return (
      <div ref={scroller} className="h-full overflow-y-auto px-4">
        <EmptyState icon={Film} title="This film has no scenes yet">
          Add the first one in the list of scenes. Its clips appear here.
        </EmptyState>
      </div>
    )
  }

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Clips"
      aria-multiselectable
      aria-rowcount={lines.length}
      onKeyDown={onKeyDown}
      onFocus={() => {
        hadFocus.current = true
      }}
      onBlur={() => {
        hadFocus.current = false
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) session.view.selectClips([])
      }}
      className="relative h-full overflow-y-auto scroll-pt-16 px-4 pb-6 lg:px-5"
    >
      {width > 0 && lines.length === 0 ? (
        <div role="row">
          <div role="gridcell">
            <EmptyState icon={Film} title="Every clip has a picked take">
              Choose All to see them.
            </EmptyState>
          </div>
        </div>
      ) : null}
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index]
          if (!line) return null
          const sticky = line.kind === 'scene' && item.index === stuck.current
          return (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 1}
              style={
                sticky
                  ? { position: 'sticky', top: 0, height: item.size, zIndex: 10 }
                  : { position: 'absolute', insetInline: 0, top: item.start, height: item.size }
              }
              className={line.kind === 'scene' ? 'bg-app' : undefined}
            >
              {line.kind === 'scene' ? (
                <div role="gridcell" className="h-full">
                  {renderSceneHeader(line.sceneId)}
                </div>
              ) : line.kind === 'empty' ? (
                <div role="gridcell" className="flex items-center gap-3 py-2 text-body text-fg-3">
                  No clips in this scene yet
                  <Button locks="edits" size="dense" onClick={() => addClipHere(session, line.sceneId)}>
                    <Plus size={14} aria-hidden /> Add clip
                  </Button>
                </div>
              ) : (
                <Cards
                  line={line}
                  columns={columns}
                  tabStop={tabStop}
                  carried={carry?.ids ?? null}
                  landing={carry && carry.landing.sceneId === line.sceneId ? carry.landing.beforeId : undefined}
                  onSelect={select}
                  onOpen={onOpenClip}
                />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Cards({
  line,
  columns,
  tabStop,
  carried,
  landing,
  onSelect,
  onOpen,
}: {
  line: Extract<BoardLine, { kind: 'clips' }>
  columns: number
  tabStop: string | null
  carried: readonly string[] | null
  /** The clip in front of which carried clips would land; null for the end of the scene; undefined for elsewhere. */
  landing: string | null | undefined
  onSelect: (id: string, mode: SelectMode) => void
  onOpen: (id: string) => void
}): ReactElement {
  return (
    <div
      role="presentation"
      className="grid pt-1.5"
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap: GAP }}
    >
      {line.clipIds.map((id) => (
        <div key={id} role="presentation" className="relative min-w-0">
          {landing === id ? <span className="absolute inset-y-0 -left-2 z-20 w-0.5 rounded-full bg-accent" /> : null}
          <ClipCard
            id={id}
            tabbable={id === tabStop}
            carried={carried?.includes(id) ?? false}
            onSelect={onSelect}
            onOpen={onOpen}
          />
        </div>
      ))}
    </div>
  )
}
