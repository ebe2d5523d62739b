import { beatLevel } from '#shared/timeline/beats.ts'
import { SNAP_PX, type SnapEdge, type SnapField } from '#shared/timeline/snap.ts'
import type { Timeline } from '#shared/timeline/spans.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import type { TimelineModel } from './timeline-model.ts'

/** The edges of clips that attract, in story order: those of `without` and of everything from frame `until` on are left out. */
export function snapEdges(
  timeline: Pick<Timeline, 'spans'>,
  label: (clipId: string) => string,
  without: ReadonlySet<string>,
  until = Infinity,
): SnapEdge[] {
  const edges: SnapEdge[] = []
  for (const { id, start, end } of timeline.spans) {
    if (without.has(id)) continue
    for (const [frame, words] of [
      [start, `Start of ${label(id)}`],
      [end, `End of ${label(id)}`],
    ] as const) {
      if (frame < until && edges.at(-1)?.frame !== frame) edges.push({ frame, label: words })
    }
  }
  return edges
}

/** What attracts during a drag: `without` are the clips that move, `until` is where a ripple moves everything. */
export function snapFieldOf(
  model: TimelineModel,
  {
    without,
    until,
    touch,
  }: { readonly without: ReadonlySet<string>; readonly until?: number; readonly touch: boolean },
): SnapField {
  const { session, viewport } = model
  const beats = model.grid()
  const snapshot = session.records.get()
  const { pxPerFrame } = viewport.get()
  const { beatSnap } = session.view.get()
  return {
    playhead: session.view.playhead.get(),
    edges: snapEdges(timelineOf(snapshot), (id) => snapshot.clips.get(id)?.number ?? '', without, until),
    beats: beatSnap && beats ? { grid: beats, level: beatLevel(beats, pxPerFrame) } : null,
    reach: SNAP_PX[touch ? 'touch' : 'mouse'] / pxPerFrame,
  }
}
