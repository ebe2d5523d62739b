import type { Span } from '#shared/timeline/spans.ts'

/** Narrower clips, in pixels, cannot be told from one another: they are drawn together. */
const TOO_NARROW = 3

/** Clips of one scene that lie beside one another, each too narrow to be seen by itself. */
export interface ClipRun {
  readonly sceneId: string
  readonly start: number
  readonly end: number
}

/** What to draw of a track: clips one by one, and runs of those that are too narrow for it. */
export interface DrawnTrack {
  readonly clips: readonly { readonly span: Span; readonly index: number }[]
  readonly runs: readonly ClipRun[]
}

/**
 * Sorts the spans from `first` to the frame `to` into clips and runs. `keep` are clips that are drawn by themselves
 * however narrow they are: what is selected, and what has the focus.
 */
export function drawnTrack(
  spans: readonly Span[],
  { first, to, pxPerFrame }: { readonly first: number; readonly to: number; readonly pxPerFrame: number },
  keep: ReadonlySet<string>,
): DrawnTrack {
  const clips: { span: Span; index: number }[] = []
  const runs: ClipRun[] = []
  // A track without a width has not been measured yet.
  const narrow = pxPerFrame > 0 ? TOO_NARROW / pxPerFrame : 0
  for (let index = first; index < spans.length && spans[index]!.start < to; index += 1) {
    const span = spans[index]!
    const { sceneId, start, end } = span
    if (end - start >= narrow || keep.has(span.id)) clips.push({ span, index })
    if (end - start >= narrow) continue
    const last = runs.at(-1)
    const joins = last?.sceneId === sceneId && start - last.end < narrow
    if (joins) runs[runs.length - 1] = { ...last, end }
    else runs.push({ sceneId, start, end })
  }
  return { clips, runs }
}
