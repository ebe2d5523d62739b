import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import sharp from 'sharp'
import { MAX_PICTURE_PIXELS } from './measure-media.ts'
import type { MediaStore } from './media-store.ts'

/** Widths in pixels in which small pictures are kept; a request gets the next one that is at least as wide. */
const WIDTHS = [96, 160, 256, 384, 512, 768, 1024, 1536] as const
const WIDEST = 1536

/** The width in which a small picture is kept when one of `wanted` pixels is asked for. */
export function thumbnailWidth(wanted: number): number {
  return WIDTHS.find((width) => width >= wanted) ?? WIDEST
}

/** A picture whose head could be read cannot be opened as a whole. */
export class PictureDamaged extends Error {
  override readonly name = 'PictureDamaged'
}

/** Small WebP versions of pictures, made once and kept as files; losing them costs nothing but time. */
export class Thumbnails {
  readonly #store: MediaStore
  readonly #folder: string
  readonly #running = new Map<string, Promise<string>>()

  constructor(store: MediaStore, folder: string) {
    this.#store = store
    this.#folder = folder
  }

  /** Path of the small version of a kept picture. Throws `PictureDamaged` where none can be made. */
  pathOf(sha256: string, width: number): Promise<string> {
    const path = join(this.#folder, sha256.slice(0, 2), `${sha256}-${width}.webp`)
    const running = this.#running.get(path)
    if (running) return running
    const made = this.#make(path, sha256, width).finally(() => this.#running.delete(path))
    this.#running.set(path, made)
    return made
  }

  async #make(path: string, sha256: string, width: number): Promise<string> {
    if (await exists(path)) return path
    await mkdir(dirname(path), { recursive: true })
    const unfinished = `${path}.${randomUUID()}`
    try {
      const shrink = sharp({ limitInputPixels: MAX_PICTURE_PIXELS })
        .rotate()
        .resize({ width, withoutEnlargement: true })
        .webp({ quality: 80 })
      const source = Readable.fromWeb(this.#store.read(sha256) as NodeReadableStream<Uint8Array>)
      const written = shrink.toFile(unfinished)
      await Promise.all([pipeline(source, shrink), written]).catch((cause: unknown) => {
        // What the store or the disk says has a code; what sharp says of a picture has none.
        if ((cause as NodeJS.ErrnoException).code !== undefined) throw cause
        throw new PictureDamaged('The picture cannot be opened', { cause })
      })
      await rename(unfinished, path)
    } finally {
      await rm(unfinished, { force: true })
    }
    return path
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
