import type { Pin } from '../model/clip.ts'

/** What the timeline needs to know of a clip. Lists of these are always in story order. */
export interface TimelineClip {
  readonly id: string
  readonly sceneId: string
  /** Frames on the timeline, at least 1. */
  readonly length: number
  readonly pin: Pin | null
  /** Which frame of the take is shown first, counted at the film's rate. */
  readonly sourceIn: number
  /** How many frames of the film its take covers; null for a still, or while there is no take. */
  readonly sourceFrames: number | null
}

/** A clip as it lies on the timeline: from `start` up to, not including, `end`. */
export interface Span {
  readonly id: string
  readonly sceneId: string
  readonly start: number
  readonly end: number
  /** Frames that what comes before has pushed the clip past its pin; 0 where it has none or lies at it. */
  readonly pushed: number
}

/** Empty time in front of the clip `beforeId`. */
export interface Gap {
  readonly start: number
  readonly end: number
  /** The clip that ends where the gap starts; null in front of the first clip. */
  readonly afterId: string | null
  readonly beforeId: string
}

/** Everything that follows from the clips: where they lie, what is empty, how long it is. */
export interface Timeline {
  readonly spans: readonly Span[]
  readonly gaps: readonly Gap[]
  /** Frames from the start of the film to the end of the last clip. */
  readonly total: number
}

/** Where a clip starts behind `previousEnd`: a pin may hold it back, never bring it forward [T1]. */
export function startAfter(previousEnd: number, pin: Pin | null): number {
  return pin === null ? previousEnd : Math.max(previousEnd, pin.frame)
}

/** Lays the clips out one after another. Positions exist only here; nothing stores them. */
export function deriveSpans(clips: readonly TimelineClip[]): Timeline {
  const spans: Span[] = []
  const gaps: Gap[] = []
  let end = 0
  let afterId: string | null = null
  for (const { id, sceneId, length, pin } of clips) {
    const start = startAfter(end, pin)
    if (start > end) gaps.push({ start: end, end: start, afterId, beforeId: id })
    end = start + length
    spans.push({ id, sceneId, start, end, pushed: pin === null ? 0 : start - pin.frame })
    afterId = id
  }
  return { spans, gaps, total: end }
}

/**
 * Index of the span under a frame, or of the last one that starts before it when the frame lies in a gap or past the
 * end; -1 in front of the first. Spans are sorted, so this is a binary search.
 */
export function spanIndexBefore(spans: readonly Span[], frame: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spans[middle]!.start <= frame) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The span under a frame; null in a gap or past the end. */
export function spanAt(spans: readonly Span[], frame: number): Span | null {
  const span = spans[spanIndexBefore(spans, frame)]
  return span && frame < span.end ? span : null
}
