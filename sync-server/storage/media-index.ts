/** What is known of a stored media file, so that it need not be opened to be described. */
export interface MediaRecord {
  readonly sha256: string
  /** As sniffed from the bytes. */
  readonly mime: string
  /** Length of the file. */
  readonly bytes: number
  readonly kind: 'image' | 'video' | 'audio' | 'recipe'
  /** Pixels; null where unknown or without meaning. */
  readonly width: number | null
  readonly height: number | null
  /** Seconds; null for stills and where unknown. */
  readonly duration: number | null
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** The descriptions of all stored media. */
export interface MediaIndex {
  /** Keeps a description; the first one of a file stands, save that it gains size and duration where it had none. */
  put(record: MediaRecord): Promise<void>
  get(sha256: string): Promise<MediaRecord | null>
  remove(sha256: string): Promise<void>
  /** Number of files and their bytes together. */
  totals(): Promise<{ readonly files: number; readonly bytes: number }>
}
