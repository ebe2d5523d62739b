import { spanIndexBefore, type Span, type Timeline } from '#shared/timeline/spans.ts'
import type { TrimEdge } from '#shared/timeline/trim.ts'
import { frameAtX, xOf, type Viewport } from './geometry.ts'

/** What lies under the pointer on the video track. */
export type Hit =
  | { readonly kind: 'clip'; readonly id: string }
  | { readonly kind: 'handle'; readonly id: string; readonly edge: TrimEdge }
  | { readonly kind: 'empty' }

/** How far a trim handle reaches, in pixels: inwards over its clip and outwards over what is beside it. */
export interface HandleReach {
  readonly inside: number
  readonly outside: number
}

/** Handles under a mouse are 12 pixels, under a finger 24. */
export const HANDLE_REACH: Readonly<Record<'mouse' | 'touch', HandleReach>> = {
  mouse: { inside: 8, outside: 4 },
  touch: { inside: 12, outside: 12 },
}

/**
 * What a press at `x` means. Only selected clips have handles, and these come first, so that a selected clip can be
 * trimmed beside its neighbour. A narrow clip keeps its middle third for moving.
 */
export function hitTest(
  timeline: Pick<Timeline, 'spans'>,
  viewport: Viewport,
  x: number,
  selected: ReadonlySet<string>,
  reach: HandleReach,
): Hit {
  const { spans } = timeline
  const at = spanIndexBefore(spans, frameAtX(viewport, x))
  for (const span of [spans[at], spans[at - 1], spans[at + 1]]) {
    const edge = span && selected.has(span.id) ? handleAt(span, viewport, x, reach) : null
    if (span && edge) return { kind: 'handle', id: span.id, edge }
  }
  const span = spans[at]
  return span && frameAtX(viewport, x) < span.end ? { kind: 'clip', id: span.id } : { kind: 'empty' }
}

function handleAt(span: Span, viewport: Viewport, x: number, reach: HandleReach): TrimEdge | null {
  const left = xOf(viewport, span.start)
  const right = xOf(viewport, span.end)
  const inside = Math.min(reach.inside, (right - left) / 3)
  if (x >= right - inside && x < right + reach.outside) return 'end'
  if (x >= left - reach.outside && x < left + inside) return 'start'
  return null
}

/** Ids of the clips that a marquee between two places touches, in story order. */
export function clipsBetween(spans: readonly Span[], viewport: Viewport, x1: number, x2: number): string[] {
  const from = frameAtX(viewport, Math.min(x1, x2))
  const to = frameAtX(viewport, Math.max(x1, x2))
  return spans.filter((span) => span.start < to && span.end > from).map((span) => span.id)
}
