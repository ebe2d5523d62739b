import type { PinKind } from '../model/clip.ts'
import { framesToSeconds, type FrameRate } from '../model/time.ts'
import { deriveSpans, type TimelineClip } from './spans.ts'

/** A clip and whether anything was made for it yet. */
export interface AnalysedClip extends TimelineClip {
  readonly hasTake: boolean
}

/** A length or place in both units. */
export interface FramesAndSeconds {
  readonly frames: number
  readonly seconds: number
}

/** Where a clip lies. */
export interface ClipPlace {
  readonly id: string
  readonly start: FramesAndSeconds
  readonly end: FramesAndSeconds
}

/** What there is to know, and to put right, about a film's timeline or a part of it. */
export interface TimelineAnalysis {
  readonly total: FramesAndSeconds
  readonly clips: readonly ClipPlace[]
  readonly gaps: readonly {
    readonly start: FramesAndSeconds
    readonly length: FramesAndSeconds
    readonly beforeId: string
  }[]
  /** Pairs of clips that cover one another. Always empty: places are derived, and one clip starts where another ends [T2]. */
  readonly overlaps: readonly {
    readonly firstId: string
    readonly secondId: string
    readonly length: FramesAndSeconds
  }[]
  readonly pushed: readonly {
    readonly id: string
    readonly kind: PinKind
    readonly pin: FramesAndSeconds
    readonly late: FramesAndSeconds
  }[]
  readonly withoutTake: readonly string[]
  /** Clips that show more frames than their take has left; the last frame holds [T10]. */
  readonly beyondTake: readonly { readonly id: string; readonly missing: FramesAndSeconds }[]
}

/**
 * Analyses a whole film, or with `sceneId` one scene of it: places stay those of the film, the total is then the
 * scene's own, from the start of its first clip to the end of its last.
 */
export function analyseTimeline(clips: readonly AnalysedClip[], rate: FrameRate, sceneId?: string): TimelineAnalysis {
  const both = (frames: number): FramesAndSeconds => ({ frames, seconds: framesToSeconds(frames, rate) })
  const timeline = deriveSpans(clips)
  const wanted = new Set(
    clips.filter((clip) => sceneId === undefined || clip.sceneId === sceneId).map((clip) => clip.id),
  )
  const listed = clips.filter((clip) => wanted.has(clip.id))
  const spans = timeline.spans.filter((span) => wanted.has(span.id))
  const pins = new Map(listed.map((clip) => [clip.id, clip.pin]))
  const overlaps = timeline.spans.flatMap((span, index) => {
    const next = timeline.spans[index + 1]
    return next && next.start < span.end && wanted.has(span.id)
      ? [{ firstId: span.id, secondId: next.id, length: both(span.end - next.start) }]
      : []
  })
  const begin = sceneId === undefined ? 0 : (spans[0]?.start ?? 0)
  return {
    total: both((spans.at(-1)?.end ?? begin) - begin),
    clips: spans.map(({ id, start, end }) => ({ id, start: both(start), end: both(end) })),
    gaps: timeline.gaps
      .filter((gap) => wanted.has(gap.beforeId))
      .map(({ start, end, beforeId }) => ({ start: both(start), length: both(end - start), beforeId })),
    overlaps,
    pushed: spans.flatMap(({ id, pushed }) => {
      const pin = pins.get(id)
      return pin && pushed > 0 ? [{ id, kind: pin.kind, pin: both(pin.frame), late: both(pushed) }] : []
    }),
    withoutTake: listed.filter((clip) => !clip.hasTake).map((clip) => clip.id),
    beyondTake: listed.flatMap((clip) => {
      const missing = framesBeyondTake(clip)
      return missing > 0 ? [{ id: clip.id, missing: both(missing) }] : []
    }),
  }
}

/** How many frames at its end a clip shows past the last frame of its take; 0 for stills and clips without a take. */
export function framesBeyondTake({ length, sourceIn, sourceFrames }: TimelineClip): number {
  return sourceFrames === null ? 0 : Math.max(0, Math.min(length, sourceIn + length - sourceFrames))
}
