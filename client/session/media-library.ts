import type { MediaKind } from '#shared/model/take.ts'
import type { FrameRate } from '#shared/model/time.ts'
import type { MediaCache, MediaShelf } from '../storage/media-cache.ts'
import type { MediaWorkerApi } from '../workers/media-worker-api.ts'
import type { Waveform } from '../workers/waveform.ts'
import { callback } from '../workers/worker-bridge.ts'
import type { WorkerBridge } from '../workers/worker-bridge.ts'
import { writable } from './store.ts'
import type { Readable } from './store.ts'

/** A file that is now on this device, under its hash. */
export interface AddedMedia {
  readonly sha256: string
  readonly kind: MediaKind
  readonly mime: string
  readonly bytes: number
  /** Pixels; 0 for sound. */
  readonly width: number
  readonly height: number
  /** Seconds; 0 for a still. */
  readonly durationSeconds: number
  readonly frameRate: FrameRate | null
  readonly fileName: string
}

/** Media on its way to this device. */
export interface FetchProgress {
  readonly takes: number
  readonly bytesLeft: number
  /** Null while it is being measured. */
  readonly secondsLeft: number | null
  readonly paused: boolean
}

/** What the library works with. */
export interface MediaLibraryServices {
  readonly cache: MediaCache
  readonly worker: WorkerBridge<MediaWorkerApi>
  /** Keeps a file for upload. */
  readonly queueUpload: (projectId: string, file: { sha256: string; mime: string; bytes: number }) => Promise<void>
  /** Asks the browser to keep this site's data; called once something of the user's own is stored. */
  readonly keepStorage: () => void
  readonly fetch: typeof fetch
  readonly now: () => number
}

const POSTER_WIDTH = 640
/** Cache Storage answers many questions at a time faster than one by one; all at once would crowd out the page. */
const QUESTIONS = 50
/** After so many files that could not be had, fetching waits for the next reason to start. */
const PREFETCH_FAILURES = 3

/** The media of this device: what is dropped here, what was seen, and what is still to be fetched. */
export class MediaLibrary {
  readonly #services: MediaLibraryServices
  readonly #fetching = writable<FetchProgress | null>(null)
  readonly #arrived = writable(0)
  readonly #wanted = new Map<string, number>()
  readonly #waveforms = new Map<string, Promise<Waveform>>()
  #paused = false
  #running = false

  constructor(services: MediaLibraryServices) {
    this.#services = services
  }

  /** What is on its way; null while nothing is. */
  get fetching(): Readable<FetchProgress | null> {
    return this.#fetching
  }

  /** Counts how often files have come to this device or left it: a change means that `has` may answer differently. */
  get arrivals(): Readable<number> {
    return this.#arrived
  }

  /**
   * Takes a file in: looks at what it really is, keeps it under its hash and queues its upload. Throws an `Error` with
   * words for people when it is no media or when there is no room. Nothing is kept then.
   */
  async addFile(projectId: string, file: File, options: { readonly signal?: AbortSignal } = {}): Promise<AddedMedia> {
    const { worker } = this.#services
    const [probe, sha256] = await Promise.all([
      worker.run((api) => api.probe(file, file.name), options),
      worker.run((api) => api.sha256(file), options),
    ])
    const typed = new Blob([file], { type: probe.mime })
    await this.keep(projectId, sha256, typed)
    return { ...probe, sha256, bytes: file.size, fileName: file.name }
  }

  /** Keeps a file whose hash is known, as this device's own, and queues its upload. */
  async keep(projectId: string, sha256: string, file: Blob): Promise<void> {
    await this.store(sha256, file)
    this.#services.keepStorage()
    await this.#services.queueUpload(projectId, { sha256, mime: file.type, bytes: file.size })
  }

  /** Keeps a file whose hash is known, as this device's own, without telling the server. A video gets its still. */
  async store(sha256: string, file: Blob): Promise<void> {
    const { cache } = this.#services
    try {
      await cache.put(sha256, file, 'own')
    } catch (cause) {
      throw new Error('There is no room for this file on this device. Free some space and try again.', { cause })
    }
    if (file.type.startsWith('video/')) await this.#keepPoster(sha256, file)
    this.#arrived.update((count) => count + 1)
  }

  /** Whether a file is on this device. */
  has(sha256: string): Promise<boolean> {
    return this.#services.cache.has(sha256)
  }

  /** Which of many files are on this device; on one shelf alone where that is named. */
  async findHere(sha256s: readonly string[], shelf?: MediaShelf): Promise<ReadonlySet<string>> {
    const { cache } = this.#services
    const here = new Set<string>()
    for (let at = 0; at < sha256s.length; at += QUESTIONS) {
      const some = sha256s.slice(at, at + QUESTIONS)
      const answers = await Promise.all(some.map((sha256) => cache.has(sha256, shelf)))
      for (const [index, sha256] of some.entries()) if (answers[index]) here.add(sha256)
    }
    return here
  }

  /** Makes files that were only seen here this device's own, so that they stay when room is short. */
  async claim(sha256s: readonly string[]): Promise<void> {
    const { cache } = this.#services
    const own = await this.findHere(sha256s, 'own')
    for (const sha256 of sha256s) {
      const file = own.has(sha256) ? null : await cache.get(sha256)
      if (file) await cache.put(sha256, file, 'own')
    }
  }

  /** Forgets a file that nothing on this device needs. */
  discard(sha256: string): Promise<void> {
    return this.#services.cache.remove(sha256)
  }

  /** Removes files from this device; where the server has them they come back when they are asked for. */
  async forget(hashes: readonly string[]): Promise<void> {
    if (hashes.length === 0) return
    for (const hash of hashes) await this.discard(hash)
    this.#arrived.update((count) => count + 1)
  }

  /** The file, from this device or else from the server; null when neither has it. */
  async read(sha256: string, options: { readonly signal?: AbortSignal } = {}): Promise<Blob | null> {
    const here = await this.#services.cache.get(sha256)
    if (here) return here
    const response = await this.#services
      .fetch(`/media/${sha256}`, { signal: options.signal ?? null })
      .catch(() => null)
    // A plain web host without a server of ours answers every address with its page.
    if (response?.status !== 200 || response.headers.get('content-type')?.startsWith('text/html')) return null
    const file = await response.blob()
    await this.#services.cache.put(sha256, file, 'seen').catch(() => undefined)
    this.#arrived.update((count) => count + 1)
    return file
  }

  /** Peaks of a song, worked out once and shared. `onFraction` hears 0 to 1 while they are. */
  waveform(
    sha256: string,
    peaksPerSecond = 100,
    onFraction: (fraction: number) => void = () => undefined,
  ): Promise<Waveform> {
    const key = `${sha256}@${peaksPerSecond}`
    const known = this.#waveforms.get(key)
    if (known) return known
    const made = this.#makeWaveform(sha256, peaksPerSecond, onFraction)
    this.#waveforms.set(key, made)
    // A failure may pass (the file has not arrived): the next call tries anew.
    made.catch(() => this.#waveforms.delete(key))
    return made
  }

  /** Fetches the media of picked takes that are not here yet, one after the other. */
  async prefetch(takes: readonly { readonly media: string; readonly bytes: number }[]): Promise<void> {
    for (const { media, bytes } of takes) {
      if (!this.#wanted.has(media) && !(await this.has(media))) this.#wanted.set(media, bytes)
    }
    await this.#fetchWanted()
  }

  /** Stops fetching after the file that is on its way; what is seen on screen is still fetched. */
  pause(): void {
    this.#paused = true
    this.#report(null)
  }

  /** Goes on fetching. */
  async resume(): Promise<void> {
    this.#paused = false
    await this.#fetchWanted()
  }

  async #fetchWanted(): Promise<void> {
    if (this.#running || this.#paused) return
    this.#running = true
    const started = this.#services.now()
    let fetched = 0
    let failures = 0
    try {
      for (const [sha256, bytes] of this.#wanted) {
        if (this.#paused || failures >= PREFETCH_FAILURES) break
        const seconds = (this.#services.now() - started) / 1000
        this.#report(fetched > 0 && seconds > 0 ? fetched / seconds : null)
        const file = await this.read(sha256)
        // What the server lacks too (its owner has not uploaded it yet) is not waited for; the next prefetch asks again.
        this.#wanted.delete(sha256)
        if (file) fetched += bytes
        else failures += 1
      }
      if (failures >= PREFETCH_FAILURES) this.#wanted.clear()
    } finally {
      this.#running = false
      this.#report(null)
    }
  }

  #report(bytesPerSecond: number | null): void {
    const takes = this.#wanted.size
    const bytesLeft = [...this.#wanted.values()].reduce((sum, bytes) => sum + bytes, 0)
    const secondsLeft = bytesPerSecond === null ? null : bytesLeft / bytesPerSecond
    this.#fetching.set(takes === 0 ? null : { takes, bytesLeft, secondsLeft, paused: this.#paused })
  }

  async #makeWaveform(
    sha256: string,
    peaksPerSecond: number,
    onFraction: (fraction: number) => void,
  ): Promise<Waveform> {
    const file = await this.read(sha256)
    if (!file) throw new Error('The song is not on this device yet.')
    return this.#services.worker.run((api) => api.waveform(file, peaksPerSecond, callback(onFraction)))
  }

  async #keepPoster(sha256: string, file: Blob): Promise<void> {
    try {
      await this.#services.cache.putPoster(
        sha256,
        await this.#services.worker.run((api) => api.poster(file, POSTER_WIDTH)),
      )
    } catch {
      // A codec that this browser cannot decode still plays elsewhere: the video is kept without its still.
    }
  }
}
