import { framesToSeconds } from '#shared/model/time.ts'
import { mediaUrl } from './media-urls.ts'
import { frameAtSeconds, nextSpeed, playLength } from './playback.ts'
import type { ProjectSession } from './project-session.ts'
import { writable, type Readable } from './store.ts'

/** What the player needs from the browser; tests hand in their own. */
export interface PlayerHost {
  /** Milliseconds that only go forward. */
  readonly now: () => number
  /** Calls back with the next picture of the screen; the answer is for `cancel`. */
  readonly nextFrame: (callback: () => void) => number
  readonly cancel: (handle: number) => void
  readonly createAudio: () => SongElement
}

/** The part of an audio element that the player uses. */
export interface SongElement {
  src: string
  preload: string
  currentTime: number
  playbackRate: number
  readonly ended: boolean
  play(): Promise<void>
  pause(): void
  addEventListener(type: 'error', listener: () => void): void
  removeAttribute(name: string): void
}

const browserHost: PlayerHost = {
  now: () => performance.now(),
  nextFrame: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
  createAudio: () => new Audio(),
}

/** The part of a session that the player moves. */
export type PlayedSession = Pick<ProjectSession, 'view' | 'records'>

/** How long a piece of sound a scrub lets be heard. */
const SCRUB_MS = 90

/**
 * Plays a film: moves the playhead of the view while `view.playing` is true. The song is the clock, so picture follows
 * sound and never the other way; without a song, past its end, backwards, or where it cannot be had, the screen's own
 * clock takes over. Anybody may start and stop it by `view.patch({ playing })` and seek by `view.playhead.set(frame)`.
 */
export class Player {
  readonly #session: PlayedSession
  readonly #host: PlayerHost
  readonly #speed = writable(1)
  readonly #stops: (() => void)[]
  #audio: SongElement | null = null
  #song: string | null = null
  #songFails = false
  #frameHandle: number | null = null
  #scrubTimer: ReturnType<typeof setTimeout> | null = null
  /** Where the screen's clock counts from; null while the song is the clock. */
  #anchor: { readonly at: number; readonly frame: number } | null = null
  #written = -1

  constructor(session: PlayedSession, host: PlayerHost = browserHost) {
    this.#session = session
    this.#host = host
    this.#stops = [
      session.view.subscribe(this.#follow),
      session.view.playhead.subscribe(this.#onPlayhead),
      session.records.subscribe(this.#loadSong),
    ]
    this.#loadSong()
    // A link may have asked to play before there was a player.
    this.#follow()
  }

  /** Times real time; negative is backwards. */
  get speed(): Readable<number> {
    return this.#speed
  }

  /** Plays or pauses, at plain speed. At the end it starts from the beginning. */
  toggle(): void {
    if (this.#session.view.get().playing) return this.stop()
    this.#start(1)
  }

  /** J and L: plays that way, faster each time. */
  shuttle(direction: 1 | -1): void {
    const current = this.#session.view.get().playing ? this.#speed.get() : 0
    this.#start(nextSpeed(current, direction))
  }

  /** Pauses where it is. */
  stop(): void {
    this.#session.view.patch({ playing: false })
  }

  /** Lets a moment of the song be heard while the playhead is dragged. */
  hear(frame: number): void {
    const audio = this.#usableSong(frame)
    if (this.#session.view.get().playing || !audio) return
    audio.playbackRate = 1
    audio.currentTime = this.#secondsOf(frame)
    // A browser that does not want to play yet stays silent; scrubbing goes on.
    audio.play().catch(() => undefined)
    if (this.#scrubTimer !== null) clearTimeout(this.#scrubTimer)
    this.#scrubTimer = setTimeout(() => {
      if (!this.#session.view.get().playing) audio.pause()
    }, SCRUB_MS)
  }

  /** Stops everything. */
  close(): void {
    for (const stop of this.#stops) stop()
    if (this.#scrubTimer !== null) clearTimeout(this.#scrubTimer)
    this.#halt()
    this.#audio?.removeAttribute('src')
  }

  #start(speed: number): void {
    const { view } = this.#session
    const length = playLength(this.#session.records.get())
    if (speed > 0 && view.playhead.get() >= length - 1) view.playhead.set(0)
    this.#speed.set(speed)
    if (view.get().playing) this.#anchorHere()
    else view.patch({ playing: true })
  }

  readonly #follow = (): void => {
    const { playing } = this.#session.view.get()
    if (playing === (this.#frameHandle !== null)) return
    if (playing) {
      this.#anchorHere()
      this.#frameHandle = this.#host.nextFrame(this.#tick)
    } else {
      this.#halt()
    }
  }

  /** The playhead was moved by somebody else: the clocks follow. */
  readonly #onPlayhead = (): void => {
    const frame = this.#session.view.playhead.get()
    if (frame === this.#written || this.#frameHandle === null) return
    this.#anchorHere()
  }

  readonly #tick = (): void => {
    const { view, records } = this.#session
    const snapshot = records.get()
    const last = Math.max(0, playLength(snapshot) - 1)
    const frame = this.#clockFrame()
    this.#frameHandle = this.#host.nextFrame(this.#tick)
    if (frame >= last || frame <= 0) {
      const forward = this.#speed.get() > 0
      if (forward ? frame >= last : frame <= 0) {
        this.#write(forward ? last : 0)
        return view.patch({ playing: false })
      }
    }
    this.#write(Math.max(0, frame))
  }

  #clockFrame(): number {
    const rate = this.#session.records.get().project.frameRate
    if (this.#anchor === null && this.#audio) {
      if (!this.#audio.ended) return frameAtSeconds(this.#audio.currentTime, rate)
      // The cut is longer than the song: the screen's clock takes over where the song left off.
      this.#anchor = { at: this.#host.now(), frame: Math.max(0, this.#written) }
    }
    const anchor = this.#anchor
    if (anchor === null) return 0
    const seconds = ((this.#host.now() - anchor.at) / 1000) * this.#speed.get()
    return anchor.frame + frameAtSeconds(seconds, rate)
  }

  #anchorHere(): void {
    const frame = this.#session.view.playhead.get()
    const speed = this.#speed.get()
    const audio = this.#usableSong(frame)
    this.#written = frame
    if (audio && speed > 0) {
      this.#anchor = null
      audio.currentTime = this.#secondsOf(frame)
      audio.playbackRate = speed
      audio.play().catch(() => this.#withoutSong(frame))
      return
    }
    this.#audio?.pause()
    this.#anchor = { at: this.#host.now(), frame }
  }

  /** Playing goes on in silence when the song will not play. */
  #withoutSong(frame: number): void {
    if (this.#frameHandle !== null && this.#anchor === null) this.#anchor = { at: this.#host.now(), frame }
  }

  #write(frame: number): void {
    this.#written = frame
    this.#session.view.playhead.set(frame)
  }

  #halt(): void {
    if (this.#frameHandle !== null) this.#host.cancel(this.#frameHandle)
    this.#frameHandle = null
    this.#audio?.pause()
    this.#anchor = null
    this.#speed.set(1)
  }

  #usableSong(frame: number): SongElement | null {
    const { music, frameRate } = this.#session.records.get().project
    if (!this.#audio || this.#songFails || music === null) return null
    return framesToSeconds(frame, frameRate) < music.durationSeconds ? this.#audio : null
  }

  /** Middle of the frame, so that rounding in the media clock cannot show the one before. */
  #secondsOf(frame: number): number {
    return framesToSeconds(frame, this.#session.records.get().project.frameRate) + 0.001
  }

  readonly #loadSong = (): void => {
    const song = this.#session.records.get().project.music?.sha256 ?? null
    if (song === this.#song) return
    this.#song = song
    this.#songFails = false
    this.#audio?.pause()
    this.#audio = null
    if (song === null) return
    const audio = this.#host.createAudio()
    audio.addEventListener('error', () => {
      if (this.#audio !== audio) return
      this.#songFails = true
      this.#withoutSong(this.#session.view.playhead.get())
    })
    audio.preload = 'auto'
    audio.src = mediaUrl(song)
    this.#audio = audio
  }
}

const players = new WeakMap<ProjectSession, Player>()

/** The player of an open film: one a session, made when something first wants to play. */
export function playerOf(session: ProjectSession): Player {
  const known = players.get(session)
  if (known) return known
  const player = new Player(session)
  players.set(session, player)
  session.onClose(() => player.close())
  return player
}
