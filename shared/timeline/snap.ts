import { barBeatLabel, barBeatOf, nearestBeat, type BeatGrid, type BeatLevel } from './beats.ts'

/** What a dragged edge can be pulled to, strongest first. */
export type SnapKind = 'playhead' | 'clip-edge' | 'beat'

/** What an edge was pulled to. */
export interface SnapTarget {
  readonly kind: SnapKind
  readonly frame: number
  /** The words of the tag beside the line: "Playhead", "3.04", "Bar 31, beat 1". */
  readonly label: string
}

/** An edge of a clip that can attract. */
export interface SnapEdge {
  readonly frame: number
  readonly label: string
}

/** Everything around that attracts. */
export interface SnapField {
  readonly playhead: number | null
  /** Sorted by frame, without the edges of what is being dragged. */
  readonly edges: readonly SnapEdge[]
  readonly beats: { readonly grid: BeatGrid; readonly level: BeatLevel } | null
  /** How far a target reaches, in frames: pixels of tolerance over pixels per frame. */
  readonly reach: number
}

/** How near in pixels an edge must come to be pulled. */
export const SNAP_PX = { mouse: 8, touch: 14 } as const

/** Where a drag ends up: always a whole frame [T60]. */
export interface Snapped {
  readonly frame: number
  readonly target: SnapTarget | null
}

const ORDER: readonly SnapKind[] = ['playhead', 'clip-edge', 'beat']

/**
 * Pulls `wanted` (a frame, fractions allowed) to the strongest target in reach of it or of another anchor, given as
 * distances from it: a moved clip has its end as a second anchor. A stronger kind wins over a nearer one of a weaker
 * kind [T61]; without a target the nearest whole frame is taken. Null switches snapping off.
 */
export function snap(wanted: number, anchors: readonly number[], field: SnapField | null): Snapped {
  const free = { frame: Math.round(wanted), target: null }
  if (field === null) return free
  for (const kind of ORDER) {
    let best: { distance: number; snapped: Snapped } | null = null
    for (const anchor of anchors) {
      const target = nearestTarget(kind, wanted + anchor, field)
      const distance = target ? Math.abs(target.frame - anchor - wanted) : Infinity
      if (target && distance <= field.reach && (best === null || distance < best.distance) && target.frame >= anchor) {
        best = { distance, snapped: { frame: target.frame - anchor, target } }
      }
    }
    if (best) return best.snapped
  }
  return free
}

function nearestTarget(kind: SnapKind, frame: number, field: SnapField): SnapTarget | null {
  if (kind === 'playhead') return field.playhead === null ? null : { kind, frame: field.playhead, label: 'Playhead' }
  if (kind === 'clip-edge') {
    const edge = nearestEdge(field.edges, frame)
    return edge && { kind, ...edge }
  }
  if (field.beats === null) return null
  const { grid, level } = field.beats
  const nearest = nearestBeat(grid, frame, level)
  return { kind, frame: nearest.frame, label: barBeatLabel(barBeatOf(grid, nearest.beat)) }
}

function nearestEdge(edges: readonly SnapEdge[], frame: number): SnapEdge | null {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (edges[middle]!.frame < frame) low = middle + 1
    else high = middle
  }
  const before = edges[low - 1]
  const after = edges[low]
  if (!before || !after) return after ?? before ?? null
  return frame - before.frame <= after.frame - frame ? before : after
}
