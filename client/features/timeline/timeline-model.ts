import { createContext, useCallback, useContext } from 'react'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { timelineClips, timelineOf } from '#shared/document/timeline-selectors.ts'
import { beatGrid, type BeatGrid } from '#shared/timeline/beats.ts'
import { applyChanges } from '#shared/timeline/settle.ts'
import type { SnapTarget } from '#shared/timeline/snap.ts'
import { deriveSpans, type Timeline } from '#shared/timeline/spans.ts'
import { trimClip, type TrimLimit } from '#shared/timeline/trim.ts'
import { playLength } from '../../session/playback.ts'
import { playerOf, type Player } from '../../session/player.ts'
import type { ProjectSession } from '../../session/project-session.ts'
import { derived, shallowEqual, useSelected, writable, type Readable } from '../../session/store.ts'
import { renderedRange, viewportOf, type Viewport } from './geometry.ts'

/** What a running gesture shows besides its preview. */
export interface GestureMarks {
  /** Words beside the pointer, at a frame of the film. */
  readonly tag: { readonly frame: number; readonly text: string } | null
  readonly snap: SnapTarget | null
  readonly limit: TrimLimit
  /** Frame of the cut at which dragged clips would go in. */
  readonly caret: number | null
  /** A marquee from one place to another, in pixels of the lanes. */
  readonly marquee: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number } | null
  /** Start frame of the ghost of dragged clips. */
  readonly ghost: { readonly clipId: string; readonly start: number } | null
}

/** No gesture. */
export const NO_MARKS: GestureMarks = { tag: null, snap: null, limit: null, caret: null, marquee: null, ghost: null }

/** One timeline on screen: what is in view, where clips lie with the running gesture applied, and its marks. */
export class TimelineModel {
  readonly session: ProjectSession
  readonly player: Player
  /** Width of the lanes in pixels, as measured. */
  readonly width = writable(0)
  readonly marks = writable<GestureMarks>(NO_MARKS)
  /** What is being typed as a time; null while nothing is. */
  readonly timeEntry = writable<string | null>(null)
  /** False for a view that only shows, selects and plays. */
  readonly editable: boolean
  readonly viewport: Readable<Viewport>
  /** Where the clips lie, a running trim included. */
  readonly layout: Readable<Timeline>
  /** Whether playing turns pages: until somebody scrolls by hand. */
  following = true

  constructor(session: ProjectSession, editable: boolean) {
    this.session = session
    this.editable = editable
    this.player = playerOf(session)
    const { records, view } = session
    this.viewport = derived([view, this.width, records], () => {
      const { zoom, scrollFrame } = view.get()
      return viewportOf(zoom, scrollFrame, this.width.get(), playLength(records.get()))
    })
    this.layout = derived([derivedPreview(session), derivedStructure(session)], () => previewedTimeline(session))
  }

  /** The beats of the song; null without a tempo. */
  grid(): BeatGrid | null {
    return gridOf(this.session.records.get())
  }

  /** Shows another part or scale; zooming all the way out means "the whole film" from then on. */
  show(viewport: Viewport): void {
    const fit = viewportOf(0, 0, viewport.width, viewport.frames).pxPerFrame
    const zoom = viewport.pxPerFrame <= fit * 1.0001 ? 0 : viewport.pxPerFrame
    this.session.view.patch({ zoom, scrollFrame: viewport.scrollFrame })
  }

  /** Scrolls by hand: playing stops turning pages. */
  scrollBy(px: number): void {
    const viewport = this.viewport.get()
    this.following = false
    const moved = viewportOf(
      this.session.view.get().zoom,
      viewport.scrollFrame + px / viewport.pxPerFrame,
      viewport.width,
      viewport.frames,
    )
    this.show(moved)
  }

  /** Ends the marks and the preview of a gesture. */
  clearGesture(): void {
    this.marks.set(NO_MARKS)
    if (this.session.view.get().preview !== null) this.session.view.patch({ preview: null })
  }
}

function derivedPreview({ view }: ProjectSession): Readable<unknown> {
  return { get: () => view.get().preview, subscribe: view.subscribe }
}

function derivedStructure({ records }: ProjectSession): Readable<unknown> {
  return { get: () => records.get().structure, subscribe: records.subscribe }
}

function previewedTimeline({ records, view }: ProjectSession): Timeline {
  const snapshot = records.get()
  const { preview } = view.get()
  if (preview?.kind !== 'trim' || !snapshot.clips.has(preview.clipId)) return timelineOf(snapshot)
  const clips = timelineClips(snapshot)
  if (!clips.some((clip) => clip.id === preview.clipId)) return timelineOf(snapshot)
  const { changes } = trimClip(clips, {
    id: preview.clipId,
    edge: preview.edge,
    delta: preview.deltaFrames,
    ripple: preview.ripple,
  })
  return deriveSpans(applyChanges(clips, changes))
}

const grids = new WeakMap<object, BeatGrid | null>()

/** The beats of a film's song; the same object while the film's record is. */
export function gridOf({ project }: ProjectSnapshot): BeatGrid | null {
  const known = grids.get(project)
  if (known !== undefined) return known
  const grid = beatGrid(project.music, project.frameRate)
  grids.set(project, grid)
  return grid
}

const ModelContext = createContext<TimelineModel | null>(null)

/** Hands a timeline to its parts. */
export const TimelineProvider = ModelContext.Provider

/** The timeline around this part. */
export function useTimeline(): TimelineModel {
  const model = useContext(ModelContext)
  if (!model) throw new Error('useTimeline needs a TimelineProvider above it')
  return model
}

/** What is in view. Renders with every scroll: for parts that are a few elements. */
export function useViewport(): Viewport {
  return useSelected(useTimeline().viewport, identity, shallowEqual)
}

const identity = <T>(value: T): T => value

/** The scale and the range of frames to draw, which changes only every half view of scrolling. */
export function useDrawnRange(): { readonly pxPerFrame: number; readonly from: number; readonly to: number } {
  const { viewport } = useTimeline()
  return useSelected(
    viewport,
    useCallback((now: Viewport) => ({ pxPerFrame: now.pxPerFrame, ...renderedRange(now) }), []),
    shallowEqual,
  )
}
