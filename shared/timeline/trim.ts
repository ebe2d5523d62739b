import { must } from '../util/assert.ts'
import { deriveSpans, type Span, type TimelineClip } from './spans.ts'
import { mergeChanges, placingsOf, settlePins, type ClipChange, type Placing } from './settle.ts'

/** Which end of a clip a trim moves. */
export type TrimEdge = 'start' | 'end'

/** One trim: the edge of a clip moved by `delta` frames, later if positive. */
export interface Trim {
  readonly id: string
  readonly edge: TrimEdge
  readonly delta: number
  /** False: select mode, every other clip holds. True: trim mode, everything later moves along. */
  readonly ripple: boolean
}

/**
 * What stopped a trim short: the one frame a clip must keep, the first frame of its take, the clip next to it, or a
 * locked clip that would have to move. Null when nothing did.
 */
export type TrimLimit = 'length' | 'source' | 'neighbour' | 'locked' | null

/** A trim worked out: as far as it goes and what it changes. */
export interface TrimEdit {
  readonly changes: readonly ClipChange[]
  /** Frames that the edge really moves. */
  readonly delta: number
  readonly limit: TrimLimit
}

interface Bound {
  readonly frames: number
  readonly limit: Exclude<TrimLimit, null>
}

const NO_EDIT: Omit<TrimEdit, 'limit'> = { changes: [], delta: 0 }

/** Moves one edge of a clip as far as it can go. See the rules [T10] to [T25]. */
export function trimClip(clips: readonly TimelineClip[], { id, edge, delta, ripple }: Trim): TrimEdit {
  const { spans } = deriveSpans(clips)
  const index = clips.findIndex((clip) => clip.id === id)
  const clip = must(clips[index], `clip ${id}`)
  const span = must(spans[index], `span of ${id}`)

  const bounds: Bound[] = []
  const growth = edge === 'end' ? delta : -delta
  if (growth < 0) bounds.push({ frames: clip.length - 1, limit: 'length' })
  if (growth > 0) {
    if (edge === 'start' && clip.sourceFrames !== null) bounds.push({ frames: clip.sourceIn, limit: 'source' })
    if (ripple) bounds.push(...lockedBound(clips, spans, index))
    else if (edge === 'start') bounds.push({ frames: span.start - (spans[index - 1]?.end ?? 0), limit: 'neighbour' })
    else if (spans[index + 1]) bounds.push({ frames: spans[index + 1]!.start - span.end, limit: 'neighbour' })
  }
  const { frames, limit } = bounded(Math.abs(delta), bounds)
  if (frames === 0) return { ...NO_EDIT, limit }
  const signed = frames * Math.sign(growth)

  const sourceIn = edge === 'start' && clip.sourceFrames !== null ? clip.sourceIn - signed : clip.sourceIn
  const trimmed = { ...clip, length: clip.length + signed, sourceIn }
  const own: ClipChange = { id, length: trimmed.length, ...(sourceIn === clip.sourceIn ? {} : { sourceIn }) }
  const startMoves = edge === 'start' && !ripple
  const placings = placingsOf(clips, spans).map((placing, at): Placing => {
    if (at === index) {
      const wanted = startMoves ? span.start - signed : span.start
      return { ...placing, clip: trimmed, wanted, moved: startMoves }
    }
    return ripple && at > index ? { ...placing, wanted: placing.wanted + signed } : placing
  })
  return {
    changes: mergeChanges([own], settlePins(placings, ripple)),
    delta: frames * Math.sign(delta),
    limit,
  }
}

/** In a ripple the room is the gap in front of the first locked clip behind; the clips between move as a block [T23]. */
function lockedBound(clips: readonly TimelineClip[], spans: readonly Span[], index: number): Bound[] {
  const locked = clips.findIndex((clip, at) => at > index && clip.pin?.kind === 'locked')
  if (locked < 0) return []
  return [{ frames: spans[locked]!.start - spans[locked - 1]!.end, limit: 'locked' }]
}

/** The wish cut down to the tightest bound, and the name of the bound that did it. */
function bounded(wish: number, bounds: readonly Bound[]): { readonly frames: number; readonly limit: TrimLimit } {
  let frames = wish
  let limit: TrimLimit = null
  for (const bound of bounds) {
    const room = Math.max(0, bound.frames)
    if (room < frames) {
      frames = room
      limit = bound.limit
    }
  }
  return { frames, limit }
}
