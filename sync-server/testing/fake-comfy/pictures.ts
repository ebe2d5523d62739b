import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { packageRoot } from '#server/services/package-root.ts'

/** See scripts/make-fake-clip.ts. */
const CLIP = readFileSync(join(packageRoot(), 'sync-server/testing/fake-comfy/clip.mp4'))

/** A stable number of bytes for a value: what was asked decides how the picture looks. */
export function fingerprint(value: unknown): Buffer {
  return createHash('sha512').update(JSON.stringify(value)).digest()
}

/** A soft pattern of colours that the fingerprint decides, in the size asked for. */
export async function paintPicture(
  mark: Buffer,
  size: { width: number; height: number },
  format: 'png' | 'jpeg' | 'webp',
): Promise<Buffer> {
  const cells = Buffer.from(mark.subarray(0, 48))
  const picture = sharp(cells, { raw: { width: 4, height: 4, channels: 3 } }).resize(size.width, size.height, {
    fit: 'fill',
    kernel: 'cubic',
  })
  return picture.toFormat(format, format === 'png' ? { compressionLevel: 3 } : { quality: 70 }).toBuffer()
}

/** The stored clip, made different for each fingerprint by a box of free space at its end, which players skip. */
export function makeClip(mark: Buffer): Buffer {
  const box = Buffer.alloc(8 + mark.byteLength)
  box.writeUInt32BE(box.byteLength, 0)
  box.write('free', 4, 'latin1')
  mark.copy(box, 8)
  return Buffer.concat([CLIP, box])
}
