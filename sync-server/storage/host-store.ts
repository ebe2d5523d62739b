/** A ComfyUI server that somebody has registered. */
export interface HostRecord {
  readonly id: string
  readonly name: string
  /** Without a slash at its end. */
  readonly url: string
  /** A paused host gets no new jobs. */
  readonly paused: boolean
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** The registered ComfyUI servers. */
export interface HostStore {
  /** Every host, oldest first. */
  list(): Promise<readonly HostRecord[]>
  /** Stores a host, or replaces it. */
  put(host: HostRecord): Promise<void>
  /** Forgets a host; resolves with whether there was one. */
  remove(id: string): Promise<boolean>
}
