import type { Take } from '../model/take.ts'
import type { FrameRate } from '../model/time.ts'

/** How many frames of the film a take's own frames cover; null for a still or a sound, which have no picture end. */
export function sourceFramesOf(take: Pick<Take, 'kind' | 'frames' | 'frameRate'>, filmRate: FrameRate): number | null {
  if (take.kind !== 'video' || take.frameRate === null) return null
  const { num, den } = take.frameRate
  return Math.max(1, Math.round((take.frames * den * filmRate.num) / (num * filmRate.den)))
}
