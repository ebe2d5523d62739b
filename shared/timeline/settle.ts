import type { Pin } from '../model/clip.ts'
import { must } from '../util/assert.ts'
import { startAfter, type Span, type TimelineClip } from './spans.ts'

/** New values for one clip; a field that is absent stays as it is. */
export interface ClipChange {
  readonly id: string
  readonly length?: number
  readonly pin?: Pin | null
  readonly sourceIn?: number
}

/** A clip with the start that an edit wants for it. */
export interface Placing {
  readonly clip: TimelineClip
  /** The frame it should start at; null for right behind the clip before it. */
  readonly wanted: number | null
  /** End of the clip before it, before the edit; null when another clip stood there. */
  readonly formerPreviousEnd: number | null
  /** True for a clip that the person moves: its pin, locked or held, goes with it. */
  readonly moved: boolean
}

/** Placings that leave every clip where it is. */
export function placingsOf(
  clips: readonly TimelineClip[],
  spans: readonly Span[],
): (Placing & { readonly wanted: number })[] {
  return clips.map((clip, index) => ({
    clip,
    wanted: spans[index]!.start,
    formerPreviousEnd: spans[index - 1]?.end ?? 0,
    moved: false,
  }))
}

/**
 * The fewest pin changes that make the clips start where they are wanted. A clip that is not locked is held by a pin
 * where it would otherwise start too early, and loses a held pin that no longer holds anything [T8]. A locked clip
 * keeps its pin [T7]; with `carry`, the clips behind it are wanted as much later or earlier as it stayed behind its
 * own wanted start [T22, T24], else they stay as wanted [T15].
 */
export function settlePins(placings: readonly Placing[], carry: boolean): ClipChange[] {
  const changes: ClipChange[] = []
  let end = 0
  let drift = 0
  for (const { clip, wanted, formerPreviousEnd, moved } of placings) {
    const target = wanted === null ? end : wanted + drift
    const locked = clip.pin?.kind === 'locked'
    let start: number
    if (locked && !moved) {
      start = startAfter(end, clip.pin)
    } else {
      start = Math.max(end, target)
      const pin = settledPin(clip.pin, { start, end, moved, disturbed: formerPreviousEnd !== end })
      if (!samePin(pin, clip.pin)) changes.push({ id: clip.id, pin })
    }
    if (carry && wanted !== null) drift = start - wanted
    end = start + clip.length
  }
  return changes
}

interface Settling {
  readonly start: number
  readonly end: number
  readonly moved: boolean
  readonly disturbed: boolean
}

/** The pin that makes a clip start at `start` when the one before it ends at `end`. */
function settledPin(pin: Pin | null, { start, end, moved, disturbed }: Settling): Pin | null {
  if (pin?.kind === 'locked') return { frame: start, kind: 'locked' }
  const holds = startAfter(end, pin) === start
  if (holds && !moved && !disturbed) return pin
  return start > end ? { frame: start, kind: 'held' } : null
}

function samePin(a: Pin | null, b: Pin | null): boolean {
  return a === b || (a !== null && b !== null && a.frame === b.frame && a.kind === b.kind)
}

/** Where clips lay before an edit that changes who follows whom. */
export class FormerPlaces {
  readonly #places: ReadonlyMap<
    string,
    { readonly start: number; readonly previousId: string | null; readonly previousEnd: number }
  >

  constructor(spans: readonly Span[]) {
    this.#places = new Map(
      spans.map(({ id, start }, index) => {
        const previous = spans[index - 1]
        return [id, { start, previousId: previous?.id ?? null, previousEnd: previous?.end ?? 0 }]
      }),
    )
  }

  startOf(id: string): number {
    return must(this.#places.get(id), `place of ${id}`).start
  }

  /** End of the clip before `id`, or null when `previousId` was not that clip. */
  previousEnd(id: string, previousId: string | null): number | null {
    const place = must(this.#places.get(id), `place of ${id}`)
    return place.previousId === previousId ? place.previousEnd : null
  }
}

/** One list of changes, with the fields of each clip together, in story order of first mention. */
export function mergeChanges(...lists: readonly (readonly ClipChange[])[]): ClipChange[] {
  const merged = new Map<string, ClipChange>()
  for (const change of lists.flat()) merged.set(change.id, { ...merged.get(change.id), ...change })
  return [...merged.values()]
}

/** The clips with changes applied: what the document reads like afterwards. For previews and tests. */
export function applyChanges(clips: readonly TimelineClip[], changes: readonly ClipChange[]): TimelineClip[] {
  const byId = new Map(changes.map((change) => [change.id, change]))
  return clips.map((clip) => {
    const change = byId.get(clip.id)
    return change ? { ...clip, ...change } : clip
  })
}
