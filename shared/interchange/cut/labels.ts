import { nominalRate, type FrameRate } from '../../model/time.ts'

/** Where films begin in editing programs: at one hour, as is usual. In frames. */
export function startFrame(rate: FrameRate): number {
  return 3600 * nominalRate(rate)
}

/** Non-drop label of a frame, "HH:MM:SS:FF". */
export function frameLabel(frame: number, rate: FrameRate): string {
  const base = nominalRate(rate)
  const seconds = Math.floor(frame / base)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, frame % base]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}
