import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { pickedTake, takeNumber, takesOfClip } from '#shared/document/selectors.ts'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { formatTimecode, framesToSeconds, type FrameRate } from '#shared/model/time.ts'
import { barBeatOf, beatBefore, type BeatGrid } from '#shared/timeline/beats.ts'
import { spanAt, type Span } from '#shared/timeline/spans.ts'
import { count } from '../../ui/words.ts'
import { gridOf } from './timeline-model.ts'

/** "4.3 s", with two digits for the tag of a trim. */
export function seconds(frames: number, rate: FrameRate, digits = 1): string {
  return `${framesToSeconds(frames, rate).toFixed(digits)} s`
}

/** A length in a sentence: "4.3 seconds", "1 frame" where a second is too coarse. */
export function lengthWords(frames: number, rate: FrameRate): string {
  const length = framesToSeconds(frames, rate)
  return length < 0.1 ? count(frames, 'frame') : `${length.toFixed(1)} seconds`
}

/** "−12 fr, 3.79 s": by how much a clip became longer or shorter, and how long it is. */
export function trimTag(growth: number, length: number, rate: FrameRate): string {
  const sign = growth < 0 ? '−' : growth > 0 ? '+' : ''
  return `${sign}${Math.abs(growth)} fr, ${seconds(length, rate, 2)}`
}

/** Bar and beat of a frame: "bar 30 beat 1". */
export function barWords(grid: BeatGrid, frame: number): string {
  const { bar, beat } = barBeatOf(grid, beatBefore(grid, frame, 'beat'))
  return `bar ${bar} beat ${beat}`
}

/** Where a frame is: "bar 31" of a song whose beats are known, else its timecode. */
export function placeWords(snapshot: ProjectSnapshot, frame: number): string {
  const grid = gridOf(snapshot)
  if (grid === null) return formatTimecode(frame, snapshot.project.frameRate)
  const { bar, beat } = barBeatOf(grid, beatBefore(grid, frame, 'beat'))
  return beat === 1 ? `bar ${bar}` : `bar ${bar} beat ${beat}`
}

/** How many bars a length is, where it is a whole number of them within a frame: "2 bars". */
export function barCount(grid: BeatGrid | null, frames: number): string | null {
  if (grid === null) return null
  const bars = frames / (grid.framesPerBeat * grid.beatsPerBar)
  const whole = Math.round(bars)
  return whole >= 1 && Math.abs(frames - whole * grid.framesPerBeat * grid.beatsPerBar) <= 1
    ? count(whole, 'bar')
    : null
}

/** What the playhead says: "01:02:14, bar 30 beat 1, in 3.03 Mara in cyan". */
export function playheadWords(snapshot: ProjectSnapshot, frame: number): string {
  const grid = gridOf(snapshot)
  const span = spanAt(timelineOf(snapshot).spans, frame)
  const clip = span ? snapshot.clips.get(span.id) : undefined
  return [
    formatTimecode(frame, snapshot.project.frameRate),
    ...(grid ? [barWords(grid, frame)] : []),
    ...(clip ? [`in ${clip.number} ${clip.name}`.trim()] : []),
  ].join(', ')
}

/** What a clip on the timeline is called: number, name, scene, start, length and take. */
export function clipWords(snapshot: ProjectSnapshot, span: Span): string {
  const clip = snapshot.clips.get(span.id)
  if (!clip) return ''
  const rate = snapshot.project.frameRate
  const picked = pickedTake(snapshot, clip)
  const length = span.end - span.start
  const bars = barCount(gridOf(snapshot), length)
  const takes = takesOfClip(snapshot, clip.id).length
  return [
    `${clip.number} ${clip.name}`.trim(),
    ...(snapshot.scenes.get(clip.sceneId)?.name ? [snapshot.scenes.get(clip.sceneId)!.name] : []),
    `starts ${formatTimecode(span.start, rate)}`,
    lengthWords(length, rate),
    ...(bars ? [bars] : []),
    picked
      ? `take ${takeNumber(snapshot, picked)} picked`
      : takes > 0
        ? `${count(takes, 'take')}, none picked`
        : 'no take',
    ...(clip.pin?.kind === 'locked' ? ['pinned to the music'] : []),
    ...(span.pushed > 0 && clip.pin?.kind === 'locked' ? [`pushed ${seconds(span.pushed, rate)} past its pin`] : []),
  ].join(', ')
}

/** "3.04 starts later by 2.1 seconds": what an edit did to the clip behind it; null when that stayed. */
export function shiftWords(before: ProjectSnapshot, after: ProjectSnapshot, clipId: string): string | null {
  const from = timelineOf(before).spanOf.get(clipId)?.start
  const to = timelineOf(after).spanOf.get(clipId)?.start
  if (from === undefined || to === undefined || from === to) return null
  const number = after.clips.get(clipId)?.number ?? ''
  return `${number} starts ${to > from ? 'later' : 'earlier'} by ${lengthWords(Math.abs(to - from), after.project.frameRate)}`
}

/** What a gesture says when a limit stopped it. */
export function limitWords(limit: 'length' | 'source' | 'neighbour' | 'locked'): string {
  switch (limit) {
    case 'length':
      return 'one frame is the shortest'
    case 'source':
      return 'first frame of the take'
    case 'neighbour':
      return 'next clip reached'
    case 'locked':
      return 'pinned clip reached'
  }
}
