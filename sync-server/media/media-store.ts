/** A file that was received whole but does not count yet. */
export interface StagedMedia {
  /** Hash of its bytes, 64 hexadecimal digits. */
  readonly sha256: string
  readonly bytes: number
  /** Where it can be read until it is kept or discarded. */
  readonly path: string
  /** Makes it part of the store. Resolves once it would survive a power cut; keeping a file twice changes nothing. */
  keep(): Promise<void>
  discard(): Promise<void>
}

/** The bytes to read: from `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** A stream gave more bytes than it may. */
export class MediaTooLarge extends Error {
  readonly maxBytes: number

  constructor(maxBytes: number) {
    super(`The file is larger than ${maxBytes} bytes`)
    this.name = 'MediaTooLarge'
    this.maxBytes = maxBytes
  }
}

/** The place where media are kept cannot be used now, or not with these settings; the message says which and what to do. */
export class MediaStoreUnavailable extends Error {
  override readonly name = 'MediaStoreUnavailable'
}

/** Media files by the hash of their bytes. A file never changes. Methods of a store that is not local throw `MediaStoreUnavailable`. */
export interface MediaStore {
  /** Receives a stream, hashing on the way. Throws `MediaTooLarge`, and keeps nothing of what it could not receive whole. */
  stage(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedMedia>
  /** Length of a kept file; null where there is none. */
  size(sha256: string): Promise<number | null>
  /** The bytes of a kept file, or a part of them. The stream breaks off where there is no such file. */
  read(sha256: string, range?: ByteRange): ReadableStream<Uint8Array>
  remove(sha256: string): Promise<void>
}
