import type { MediaMeasures, ReadAt } from './measure-media.ts'

interface Box {
  readonly type: string
  /** First byte of the content, and one behind the last. */
  readonly start: number
  readonly end: number
}

/** Boxes of one level that are looked at before the search ends. */
const MAX_BOXES = 1000

/** Measures an MP4 or QuickTime file (ISO 14496-12) from `moov/mvhd` and the first `moov/trak/tkhd` with a picture. */
export async function measureMp4(read: ReadAt, size: number): Promise<Partial<MediaMeasures>> {
  const moov = (await boxesIn(read, 0, size)).find((box) => box.type === 'moov')
  if (!moov) return {}
  const inside = await boxesIn(read, moov.start, moov.end)
  const header = inside.find((box) => box.type === 'mvhd')
  const duration = header ? await readDuration(read, header) : null
  for (const track of inside.filter((box) => box.type === 'trak')) {
    const trackHeader = (await boxesIn(read, track.start, track.end)).find((box) => box.type === 'tkhd')
    const picture = trackHeader ? await readPictureSize(read, trackHeader) : null
    if (picture) return { ...picture, duration }
  }
  return { duration }
}

async function boxesIn(read: ReadAt, start: number, end: number): Promise<Box[]> {
  const boxes: Box[] = []
  let position = start
  while (position + 8 <= end && boxes.length < MAX_BOXES) {
    const header = await read(position, 16)
    if (header.length < 8) break
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
    const type = String.fromCharCode(...header.subarray(4, 8))
    const short = view.getUint32(0)
    const isLong = short === 1 && header.length === 16
    const length = isLong ? Number(view.getBigUint64(8)) : short === 0 ? end - position : short
    const contentStart = position + (isLong ? 16 : 8)
    if (length < contentStart - position) break
    boxes.push({ type, start: contentStart, end: Math.min(position + length, end) })
    position += length
  }
  return boxes
}

async function readDuration(read: ReadAt, box: Box): Promise<number | null> {
  const bytes = await read(box.start, 32)
  if (bytes.length < 32) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLong = view.getUint8(0) === 1
  const unitsPerSecond = view.getUint32(isLong ? 20 : 12)
  const units = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16)
  return unitsPerSecond > 0 && units > 0 ? units / unitsPerSecond : null
}

async function readPictureSize(read: ReadAt, box: Box): Promise<{ width: number; height: number } | null> {
  const bytes = await read(box.start, 96)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = bytes.length > 0 && view.getUint8(0) === 1 ? 88 : 76
  if (bytes.length < at + 8) return null
  // 16.16 fixed point.
  const width = view.getUint32(at) >>> 16
  const height = view.getUint32(at + 4) >>> 16
  return width > 0 && height > 0 ? { width, height } : null
}
