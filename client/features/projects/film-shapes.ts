import type { FrameRate } from '#shared/model/time.ts'

/** Frame rates that a new film can have. */
export const FRAME_RATES: readonly { value: string; label: string; rate: FrameRate }[] = [
  { value: '24', label: '24', rate: { num: 24, den: 1 } },
  { value: '23.976', label: '23.976', rate: { num: 24_000, den: 1001 } },
  { value: '25', label: '25', rate: { num: 25, den: 1 } },
  { value: '29.97', label: '29.97', rate: { num: 30_000, den: 1001 } },
  { value: '30', label: '30', rate: { num: 30, den: 1 } },
  { value: '50', label: '50', rate: { num: 50, den: 1 } },
  { value: '60', label: '60', rate: { num: 60, den: 1 } },
]

/** Shapes that a new film can have, in sizes that every model can work from: both sides divide by 16. */
export const SHAPES: readonly { value: string; label: string; detail: string; width: number; height: number }[] = [
  { value: '16:9', label: 'Wide, 16:9', detail: 'Screens and video sites, 1280×720', width: 1280, height: 720 },
  { value: '9:16', label: 'Upright, 9:16', detail: 'Phones and short video, 720×1280', width: 720, height: 1280 },
  { value: '1:1', label: 'Square, 1:1', detail: 'Feeds and covers, 1024×1024', width: 1024, height: 1024 },
  { value: '4:5', label: 'Portrait, 4:5', detail: 'Feeds, 896×1120', width: 896, height: 1120 },
  { value: '2.35:1', label: 'Cinema, 2.35:1', detail: 'Anamorphic look, 1504×640', width: 1504, height: 640 },
]
