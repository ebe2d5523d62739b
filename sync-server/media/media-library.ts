import type { MediaIndex, MediaRecord } from '#server/storage/media-index.ts'
import { measureMedia, type MediaMeasures } from './measure-media.ts'
import type { BundledMedia } from './bundled-media.ts'
import type { MediaStore } from './media-store.ts'
import { sniffMedia } from './sniff-media.ts'

/** Why a file was not taken. */
export type MediaRefusal = 'empty' | 'wrong-hash' | 'unknown-type' | 'broken-picture'

/** A file was received and not taken; nothing of it is kept. */
export class MediaRefused extends Error {
  readonly reason: MediaRefusal

  constructor(reason: MediaRefusal, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MediaRefused'
    this.reason = reason
  }
}

/** How a file is to be received. */
export interface Receipt {
  readonly maxBytes: number
  /** The hash that the bytes must have; absent: whatever they have. */
  readonly sha256?: string
  /** What the sender knows of it, for where the server cannot tell. */
  readonly hints?: Partial<MediaMeasures>
  /** The kinds that are taken; absent: all. */
  readonly kinds?: readonly MediaRecord['kind'][]
  /** The film it is made for: whoever has a role in it may read the file. */
  readonly film?: string
}

/** The sample film is 8 MB at most, all files together. */
const MAX_BUNDLED_BYTES = 8 * 1024 * 1024

/** Files and what is known of them, together. */
export class MediaLibrary {
  readonly store: MediaStore
  readonly #index: MediaIndex
  readonly #now: () => number
  readonly #bundled: BundledMedia | null
  readonly #noteFilm: (projectId: string, sha256: string) => Promise<void>
  readonly #takingIn = new Map<string, Promise<MediaRecord | null>>()

  /**
   * @param bundled files that count as being there, and are taken in when somebody first asks for them
   * @param noteFilm hears of files that are made for a film
   */
  constructor(
    store: MediaStore,
    index: MediaIndex,
    now: () => number,
    bundled: BundledMedia | null = null,
    noteFilm: (projectId: string, sha256: string) => Promise<void> = async () => {},
  ) {
    this.#noteFilm = noteFilm
    this.store = store
    this.#index = index
    this.#now = now
    this.#bundled = bundled
  }

  /**
   * Receives a file: hashed, sniffed, measured, kept. Resolves once it would survive a power cut. Throws
   * `MediaTooLarge` and `MediaRefused`; a file that is there already is no error.
   */
  async add(content: AsyncIterable<Uint8Array>, receipt: Receipt): Promise<MediaRecord> {
    const staged = await this.store.stage(content, receipt.maxBytes)
    try {
      if (staged.bytes === 0) throw new MediaRefused('empty', 'The file is empty')
      if (receipt.sha256 !== undefined && staged.sha256 !== receipt.sha256) {
        throw new MediaRefused('wrong-hash', `The bytes have the hash ${staged.sha256}, not the announced one`)
      }
      const sniffed = await sniffMedia(staged.path, staged.bytes)
      if (!sniffed || (receipt.kinds && !receipt.kinds.includes(sniffed.kind))) {
        throw new MediaRefused('unknown-type', unknownType(receipt.kinds))
      }
      const measured = await measureMedia(staged.path, sniffed)
      if (!measured) throw new MediaRefused('broken-picture', 'The picture is damaged or too large to open')
      const { sha256, bytes } = staged
      const record: MediaRecord = {
        sha256,
        bytes,
        ...sniffed,
        width: measured.width ?? receipt.hints?.width ?? null,
        height: measured.height ?? receipt.hints?.height ?? null,
        duration: measured.duration ?? receipt.hints?.duration ?? null,
        createdAt: this.#now(),
      }
      await staged.keep()
      await this.#index.put(record)
      if (receipt.film !== undefined) await this.#noteFilm(receipt.film, sha256)
      return (await this.#index.get(sha256)) ?? record
    } catch (error) {
      await staged.discard()
      throw error
    }
  }

  /** What is known of a file that is there; null for all others. */
  async find(sha256: string): Promise<MediaRecord | null> {
    const record = await this.#index.get(sha256)
    const bytes = await this.store.size(sha256)
    if (record && bytes === record.bytes) return record
    if (!record && bytes !== null) return this.#takeIn(sha256, () => this.#describeAnew(sha256, bytes))
    const bundled = this.#bundled
    return bundled && this.#takeIn(sha256, () => this.#unpack(bundled, sha256))
  }

  /** One file at a time, however many ask for it. */
  #takeIn(sha256: string, take: () => Promise<MediaRecord | null>): Promise<MediaRecord | null> {
    const running = this.#takingIn.get(sha256)
    if (running) return running
    const taken = take().finally(() => this.#takingIn.delete(sha256))
    this.#takingIn.set(sha256, taken)
    return taken
  }

  async #unpack(bundled: BundledMedia, sha256: string): Promise<MediaRecord | null> {
    const content = await bundled.open(sha256)
    return content && this.add(content, { sha256, maxBytes: MAX_BUNDLED_BYTES })
  }

  /** The file is there and its description is not: the database was damaged, or the server ended between the two. */
  async #describeAnew(sha256: string, maxBytes: number): Promise<MediaRecord | null> {
    try {
      const content = this.store.read(sha256) as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>
      return await this.add(content, { sha256, maxBytes })
    } catch (error) {
      if (error instanceof MediaRefused) return null
      throw error
    }
  }

  /** Number of files and their bytes together. */
  totals(): ReturnType<MediaIndex['totals']> {
    return this.#index.totals()
  }
}

function unknownType(kinds: readonly string[] | undefined): string {
  const wanted =
    kinds?.includes('audio') && kinds.length === 1
      ? 'MP3, WAV, FLAC, AAC, M4A and Ogg'
      : 'pictures (PNG, JPEG, WebP, GIF, AVIF), video (MP4, WebM, MOV) and audio (MP3, WAV, FLAC, AAC, M4A, Ogg)'
  return `The bytes are of a type that StoryCanvas does not take, whatever the name says. It takes ${wanted}`
}
