import { nominalRate, type FrameRate } from '#shared/model/time.ts'

/** Most pixels that one frame can take. */
export const MAX_PX_PER_FRAME = 20

/** Empty film to the right of the end when the whole film is shown, as a share of it. */
const FIT_MARGIN = 0.02

/** What is in view: a scale and a place, and the size of the window onto it. */
export interface Viewport {
  readonly pxPerFrame: number
  /** First frame in view; fractions keep scrolling smooth. */
  readonly scrollFrame: number
  /** Width of the lanes in pixels. */
  readonly width: number
  /** Frames that can be scrolled through. */
  readonly frames: number
}

/** The scale at which a whole film fits. */
export function fitScale(width: number, frames: number): number {
  return Math.min(MAX_PX_PER_FRAME, Math.max(1, width) / Math.max(1, frames * (1 + FIT_MARGIN)))
}

/** The viewport that a stored zoom (0: the whole film) and place mean in a window, brought into bounds. */
export function viewportOf(zoom: number, scrollFrame: number, width: number, frames: number): Viewport {
  const fit = fitScale(width, frames)
  const pxPerFrame = zoom === 0 ? fit : Math.min(MAX_PX_PER_FRAME, Math.max(fit, zoom))
  const viewport = { pxPerFrame, scrollFrame, width, frames }
  return { ...viewport, scrollFrame: clampScroll(viewport, scrollFrame) }
}

/** Frames in view. */
export function framesInView({ width, pxPerFrame }: Viewport): number {
  return width / pxPerFrame
}

/** A place to scroll to, brought into bounds: half a view past the end can be seen, so that an end can be dragged. */
export function clampScroll(viewport: Viewport, scrollFrame: number): number {
  const inView = framesInView(viewport)
  if (inView >= viewport.frames) return 0
  return Math.min(Math.max(0, scrollFrame), viewport.frames - inView / 2)
}

/** Pixels from the left of the lanes to a frame. */
export function xOf({ pxPerFrame, scrollFrame }: Viewport, frame: number): number {
  return (frame - scrollFrame) * pxPerFrame
}

/** The frame, with its fraction, at some pixels from the left of the lanes. */
export function frameAtX({ pxPerFrame, scrollFrame }: Viewport, x: number): number {
  return scrollFrame + x / pxPerFrame
}

/** Another scale, with the frame at `x` staying where it is. */
export function zoomAround(viewport: Viewport, pxPerFrame: number, x: number): Viewport {
  const fixed = frameAtX(viewport, x)
  const scale = Math.min(MAX_PX_PER_FRAME, Math.max(fitScale(viewport.width, viewport.frames), pxPerFrame))
  const scaled = { ...viewport, pxPerFrame: scale }
  return { ...scaled, scrollFrame: clampScroll(scaled, fixed - x / scale) }
}

/** The viewport that shows frames `from` to `to` with a little air. */
export function zoomToRange(viewport: Viewport, from: number, to: number): Viewport {
  const wanted = viewport.width / Math.max(1, (to - from) * 1.1)
  const scale = Math.min(MAX_PX_PER_FRAME, Math.max(fitScale(viewport.width, viewport.frames), wanted))
  const scaled = { ...viewport, pxPerFrame: scale }
  return { ...scaled, scrollFrame: clampScroll(scaled, (from + to) / 2 - framesInView(scaled) / 2) }
}

/** Position of the zoom slider, 0 (whole film) to 100, for a scale: equal steps multiply by an equal factor. */
export function sliderOfScale(viewport: Viewport): number {
  const fit = fitScale(viewport.width, viewport.frames)
  if (fit >= MAX_PX_PER_FRAME) return 0
  return (100 * Math.log(viewport.pxPerFrame / fit)) / Math.log(MAX_PX_PER_FRAME / fit)
}

/** The scale for a position of the zoom slider. */
export function scaleOfSlider(viewport: Viewport, position: number): number {
  const fit = fitScale(viewport.width, viewport.frames)
  return fit * (MAX_PX_PER_FRAME / fit) ** (position / 100)
}

/** Share of the width at which playing turns the page. */
const PAGE_TURN = 0.92

/** Where to scroll while playing: a new page once the playhead passes 92% of this one, or has left it; else null. */
export function pageTurn(viewport: Viewport, frame: number): number | null {
  const x = xOf(viewport, frame)
  if (x >= 0 && x <= viewport.width * PAGE_TURN) return null
  const scroll = clampScroll(viewport, frame - framesInView(viewport) * (1 - PAGE_TURN))
  return scroll === viewport.scrollFrame ? null : scroll
}

/** Where to scroll so that a frame is in view with some air around it; null when it is. */
export function reveal(viewport: Viewport, frame: number): number | null {
  const x = xOf(viewport, frame)
  if (x >= 0 && x <= viewport.width) return null
  return clampScroll(viewport, frame - framesInView(viewport) / 2)
}

/** Width in pixels of the zone at each side in which a drag scrolls. */
const EDGE_ZONE = 48

/** Pixels per second that a drag at `x` scrolls: 200 at the inner border of the edge zone, 1600 at its end and beyond. */
export function edgeScrollSpeed(x: number, width: number): number {
  const depth = x < EDGE_ZONE ? EDGE_ZONE - x : x > width - EDGE_ZONE ? x - (width - EDGE_ZONE) : 0
  if (depth <= 0) return 0
  const speed = 200 + 1400 * Math.min(1, depth / EDGE_ZONE)
  return x < EDGE_ZONE ? -speed : speed
}

/** A range of frames around what is in view, in steps so that small scrolls change nothing. */
export function renderedRange(viewport: Viewport): { readonly from: number; readonly to: number } {
  const step = Math.max(1, Math.round(framesInView(viewport) / 2))
  const from = Math.floor(viewport.scrollFrame / step) * step - step
  return { from: Math.max(0, from), to: from + 5 * step }
}

/** Least pixels between two labels of the ruler. */
const LABEL_PX = 72
const SECOND_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600] as const

/** Frames between two labels of the ruler, and how many small ticks divide that. */
export interface RulerStep {
  readonly frames: number
  readonly ticks: number
  /** Whether labels need their frames: below a second. */
  readonly showsFrames: boolean
}

/** The finest step whose labels do not touch. Seconds are those of timecode, so 23.976 counts by 24. */
export function rulerStep(pxPerFrame: number, rate: FrameRate): RulerStep {
  const second = nominalRate(rate)
  for (const frames of [1, 2, 4, 5, 6, 10, 12].filter((step) => step < second && second % step === 0)) {
    if (frames * pxPerFrame >= LABEL_PX) return { frames, ticks: frames, showsFrames: true }
  }
  for (const seconds of SECOND_STEPS) {
    const frames = seconds * second
    if (frames * pxPerFrame >= LABEL_PX) return { frames, ticks: seconds === 15 ? 3 : 5, showsFrames: false }
  }
  const frames = Math.ceil(LABEL_PX / pxPerFrame / (3600 * second)) * 3600 * second
  return { frames, ticks: 4, showsFrames: false }
}
