/** Where a file comes from decides how long it stays. */
export type MediaShelf =
  /** Made or dropped here, perhaps nowhere else: never removed by itself. */
  | 'own'
  /** Seen here and kept by the server: may give way when room is short. */
  | 'seen'

/** Something that is kept of a media file. */
export interface StoredFile {
  readonly sha256: string
  readonly shelf: MediaShelf
  /** The file itself, the small picture that stands for a video made here, or one that the server made. */
  readonly part: 'file' | 'poster' | 'thumbnail'
  readonly bytes: number
}

/** Media files of this device by the hash of their bytes. */
export interface MediaCache {
  /** Keeps a file; resolves once it is stored. Rejects with `QuotaExceededError` when there is no room. */
  put(sha256: string, file: Blob, shelf: MediaShelf): Promise<void>
  /** The file, or null when it is not here. */
  get(sha256: string): Promise<Blob | null>
  /** Whether a file is here; on one shelf alone where that is named. */
  has(sha256: string, shelf?: MediaShelf): Promise<boolean>
  /** Everything that is kept. */
  list(): Promise<StoredFile[]>
  /** Forgets a file with all that stands for it. */
  remove(sha256: string): Promise<void>
  /** Keeps a small picture that stands for a video. */
  putPoster(sha256: string, picture: Blob): Promise<void>
  /** The small picture of a video, or null. */
  getPoster(sha256: string): Promise<Blob | null>
}
