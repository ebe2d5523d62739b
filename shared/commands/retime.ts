import type { Clip, Pin } from '../model/clip.ts'
import { framesToSeconds, secondsToFrames, type FrameRate } from '../model/time.ts'

/** The fields of a clip that count in frames of the film. */
export interface ClipTimes {
  readonly length: number
  readonly sourceIn: number
  readonly pin: Pin | null
}

/** A clip's times at another rate: the same in seconds as nearly as whole frames allow. They may be too long for a film. */
export function retimeClip({ length, sourceIn, pin }: Clip, from: FrameRate, to: FrameRate): ClipTimes {
  const retime = (frames: number): number => secondsToFrames(framesToSeconds(frames, from), to)
  return {
    length: Math.max(1, retime(length)),
    sourceIn: retime(sourceIn),
    pin: pin && { ...pin, frame: retime(pin.frame) },
  }
}

/** Whether two rates are the same. */
export function sameRate(a: FrameRate, b: FrameRate): boolean {
  return a.num === b.num && a.den === b.den
}
