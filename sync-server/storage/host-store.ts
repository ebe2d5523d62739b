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
  /** When the user name and password that it asks for were kept; null where it asks for none. */
  readonly credentialsAt: number | null
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
