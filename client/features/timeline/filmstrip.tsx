import { useEffect, useState, type ReactElement } from 'react'
import type { Take } from '#shared/model/take.ts'
import { drawVideoFrames } from './draw-video-frames.ts'
import { lanes } from './lanes.ts'
import { useDrawnRange } from './timeline-model.ts'

/** Pixels of height of the frames that are drawn for a strip. */
const FRAME_HEIGHT = 108
/** At most so many different frames of one take. */
const MOST_FRAMES = 12
/** A clip must stay in view this long before its frames are drawn, so that scrolling past draws none. */
const SETTLE_MS = 400

/** How many frames of a take are drawn: two for each second. */
function framesDrawn({ frames, frameRate }: Take): number {
  const seconds = frameRate === null ? 0 : (frames * frameRate.den) / frameRate.num
  return Math.min(MOST_FRAMES, Math.max(2, Math.round(seconds * 2)))
}

/** One video at a time: several at once would stall the one that plays. */
const inTurn = lanes(1)

const strips = new Map<string, string>()

/** Address of one picture with the frames of a video side by side; null until they are drawn. */
function useStrip(take: Take): string | null {
  const [, setDrawn] = useState<string | null>(null)
  const known = strips.get(take.media) ?? null
  useEffect(() => {
    if (strips.has(take.media)) return undefined
    const gone = new AbortController()
    const timer = setTimeout(() => {
      const wanted = { frames: framesDrawn(take), height: FRAME_HEIGHT }
      inTurn(() => drawVideoFrames(take.media, wanted, gone.signal)).then(
        (url) => {
          strips.set(take.media, url)
          setDrawn(url)
        },
        // Out of view again, or a video that cannot be read here: the clip keeps its one still.
        () => undefined,
      )
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [take])
  return known
}

/** Which of the drawn frames stands at each tile of a clip. */
export function stripTiles({
  width,
  tileWidth,
  pxPerFrame,
  sourceIn,
  sourceFrames,
  drawn,
}: {
  /** Of the clip, in pixels. */
  readonly width: number
  readonly tileWidth: number
  readonly pxPerFrame: number
  readonly sourceIn: number
  readonly sourceFrames: number
  readonly drawn: number
}): number[] {
  const tiles = Math.ceil(width / Math.max(1, tileWidth))
  return Array.from({ length: tiles }, (_, tile) => {
    const middle = Math.min(width, (tile + 0.5) * tileWidth)
    const frame = Math.min(sourceFrames - 1, sourceIn + middle / pxPerFrame)
    return Math.min(drawn - 1, Math.floor((frame / sourceFrames) * drawn))
  })
}

/** The frames of a video along its clip, each about where it plays. */
export function Filmstrip({
  take,
  length,
  sourceIn,
  sourceFrames,
  height,
}: {
  take: Take
  /** Frames of the clip. */
  length: number
  sourceIn: number
  sourceFrames: number
  /** Pixels of the picture's height on the track. */
  height: number
}): ReactElement | null {
  const strip = useStrip(take)
  const { pxPerFrame } = useDrawnRange()
  if (strip === null || take.height === 0) return null
  const drawn = framesDrawn(take)
  const tileWidth = Math.max(16, (height * take.width) / take.height)
  const tiles = stripTiles({ width: length * pxPerFrame, tileWidth, pxPerFrame, sourceIn, sourceFrames, drawn })
  return (
    <span className="absolute inset-0 flex overflow-hidden" data-strip>
      {tiles.map((frame, tile) => (
        <span
          key={tile}
          className="h-full shrink-0"
          style={{
            width: tileWidth,
            backgroundImage: `url("${strip}")`,
            backgroundSize: `${drawn * 100}% 100%`,
            backgroundPosition: `${(100 * frame) / (drawn - 1)}% 0`,
          }}
        />
      ))}
    </span>
  )
}
