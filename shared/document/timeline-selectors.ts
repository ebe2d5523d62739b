import { deriveSpans, type Span, type Timeline, type TimelineClip } from '../timeline/spans.ts'
import { framesToSeconds, secondsToFrames } from '../model/time.ts'
import type { Clip } from '../model/clip.ts'
import type { ProjectSnapshot } from './record-cache.ts'
import { shownTake, storyClips } from './selectors.ts'

/** Frames of the film that the shown take covers; null for a still or none. */
export function sourceFrames(snapshot: ProjectSnapshot, clip: Clip): number | null {
  const take = shownTake(snapshot, clip)
  if (!take?.frameRate) return null
  return secondsToFrames(framesToSeconds(take.frames, take.frameRate), snapshot.project.frameRate)
}

/** The clips of the main track as the timeline computes with them. */
export function timelineClips(snapshot: ProjectSnapshot): TimelineClip[] {
  return storyClips(snapshot).map((clip) => ({
    id: clip.id,
    sceneId: clip.sceneId,
    length: clip.length,
    pin: clip.pin,
    sourceIn: clip.sourceIn,
    sourceFrames: sourceFrames(snapshot, clip),
  }))
}

/** A timeline with its spans by clip. */
export interface IndexedTimeline extends Timeline {
  readonly spanOf: ReadonlyMap<string, Span>
}

const timelines = new WeakMap<object, IndexedTimeline>()

/** Where every clip lies; computed once for each structure, so typing a prompt costs nothing here. */
export function timelineOf(snapshot: ProjectSnapshot): IndexedTimeline {
  const known = timelines.get(snapshot.structure)
  if (known) return known
  const derived = deriveSpans(
    storyClips(snapshot).map(({ id, sceneId, length, pin, sourceIn }) => ({
      id,
      sceneId,
      length,
      pin,
      sourceIn,
      sourceFrames: null,
    })),
  )
  const timeline = { ...derived, spanOf: new Map(derived.spans.map((span) => [span.id, span])) }
  timelines.set(snapshot.structure, timeline)
  return timeline
}
