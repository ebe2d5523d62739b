import sharp from 'sharp'
import { captionOverlays } from './caption.ts'
import { composeSketch } from './compose-sketch.ts'

/** Longest side of a sketch, in pixels. */
const MAX_SIDE = 1920
/** Shortest side: below it the badge could not be read. */
const MIN_SIDE = 240
const PREVIEW_WIDTH = 320

/** What to draw. */
export interface SketchRequest {
  readonly prompt: string
  /** Together with the prompt it decides the whole picture. */
  readonly seed: number
  /** Asked size in pixels, kept within 240 and 1920 a side. */
  readonly width: number
  readonly height: number
}

/** A finished sketch. */
export interface Sketch {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mime: 'image/png'
  readonly width: number
  readonly height: number
}

/** The size a sketch is drawn at: the asked shape, 240 to 1920 a side. */
export function sketchSize(width: number, height: number): { width: number; height: number } {
  const larger = Math.max(1, MIN_SIDE / Math.min(width, height))
  const scale = Math.min(larger, MAX_SIDE / Math.max(width, height))
  const side = (asked: number): number => Math.max(MIN_SIDE, Math.round(asked * scale))
  return { width: side(width), height: side(height) }
}

/**
 * Draws a placeholder frame for a prompt: a composed picture in the mood of its words, clearly badged as a sketch.
 * Uses no network, no GPU and no font of the system; takes a fraction of a second. Deterministic.
 */
export async function renderSketch(request: SketchRequest): Promise<Sketch> {
  const { width, height } = sketchSize(request.width, request.height)
  const picture = Buffer.from(composeSketch(request.prompt, request.seed, width, height))
  const overlays = await captionOverlays(request.prompt, width, height)
  const bytes = await sharp(picture).composite(overlays).removeAlpha().png({ compressionLevel: 8 }).toBuffer()
  return { bytes: Uint8Array.from(bytes), mime: 'image/png', width, height }
}

/** A small, blurred first impression of the same picture, for the preview while it is being "made". */
export async function renderSketchPreview(request: SketchRequest, blur: number): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = sketchSize(request.width, request.height)
  const picture = composeSketch(
    request.prompt,
    request.seed,
    PREVIEW_WIDTH,
    Math.round((PREVIEW_WIDTH * height) / width),
  )
  const bytes = await sharp(Buffer.from(picture)).blur(blur).jpeg({ quality: 70 }).toBuffer()
  return Uint8Array.from(bytes)
}
