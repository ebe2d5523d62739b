import type { WorkflowGraph } from '#shared/generation/workflow-graph.ts'
import type { ComfyClient, PromptPlace } from './comfy-client.ts'
import { ComfyError } from './comfy-errors.ts'
import { readOutcome, type RunOutcome } from './comfy-failure.ts'
import { ProgressMeter, type RunProgress } from './comfy-progress.ts'
import { sleep } from './comfy-sleep.ts'
import type { ComfySocket } from './comfy-socket.ts'
import type { PromptEvent, Preview } from './comfy-socket-messages.ts'

/**
 * How a watched prompt ended. `lost`: the host knows nothing of it any more, as after its restart, and nothing of it
 * will come. `unreachable`: the host did not answer for as long as was allowed; the prompt may still run there.
 */
export type Verdict =
  RunOutcome | { readonly kind: 'lost' } | { readonly kind: 'unreachable'; readonly error: ComfyError }

/** What a watcher learns, in this order of rank: only `verdict` is final, and it is always the last. */
export type WatchEvent =
  /** How many prompts the host takes before this one. */
  | { readonly type: 'waiting'; readonly ahead: number }
  | { readonly type: 'running' }
  | ({ readonly type: 'progress' } & RunProgress)
  | { readonly type: 'preview'; readonly preview: Preview }
  /** The host cannot be asked at the moment. */
  | { readonly type: 'out-of-reach'; readonly error: ComfyError }
  | { readonly type: 'back-in-reach' }
  | { readonly type: 'verdict'; readonly verdict: Verdict }

/** What it takes to watch a prompt. */
export interface WatchOptions {
  readonly client: ComfyClient
  /** Null: by asking alone, without progress and previews. */
  readonly socket: ComfySocket | null
  readonly promptId: string
  readonly graph: WorkflowGraph
  readonly signal: AbortSignal
  /** Milliseconds between two questions while nothing is heard. */
  readonly pollMs?: number
  /** Milliseconds without any answer until `unreachable`; absent = wait for ever. */
  readonly giveUpMs?: number
}

/** A watch that has begun to listen. Iterate it after the graph was handed over, or `close` it. */
export interface PromptWatch extends AsyncIterable<WatchEvent> {
  close(): void
}

const POLL_MS = 2_000
/** History is written a moment after the last message but one. */
const SOON_MS = 50
/** Questions without a word from an open socket until that counts as deaf. */
const DEAF_AFTER = 2

/**
 * Watches one prompt: hints come from the socket, the truth from asking. Listening starts at once, so call this
 * before the graph is handed over: its messages may come before the answer does. While the reader is busy only the
 * newest progress and preview are kept. Throws the signal's reason when that is aborted.
 */
export function watchPrompt(options: WatchOptions): PromptWatch {
  return new Watch(options)
}

class Watch implements PromptWatch {
  private readonly options: WatchOptions
  private readonly meter: ProgressMeter
  private readonly unlisten: () => void
  private readonly pollMs: number
  private readonly events = new Map<WatchEvent['type'], WatchEvent>()
  private heard = false
  private ending = false
  private wake: () => void = () => {}
  private pokeNow: () => void = () => {}

  constructor(options: WatchOptions) {
    this.options = options
    this.pollMs = options.pollMs ?? POLL_MS
    this.meter = new ProgressMeter(options.graph)
    this.unlisten = options.socket?.watch(options.promptId, (event) => this.hear(event)) ?? (() => {})
  }

  close(): void {
    this.unlisten()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WatchEvent, void> {
    const stop = new AbortController()
    const signal = AbortSignal.any([this.options.signal, stop.signal])
    const asking = this.ask(signal)
    let over = false
    const end = (): void => {
      over = true
      this.wake()
    }
    asking.then(end, end)
    try {
      for (;;) {
        for (const [type, event] of this.events) {
          this.events.delete(type)
          yield event
          if (event.type === 'verdict') return
        }
        if (over) return await asking
        await new Promise<void>((resolve) => {
          this.wake = resolve
          if (this.events.size > 0 || over) resolve()
        })
      }
    } finally {
      stop.abort()
      this.close()
    }
  }

  /** Keeps one event of each type: the newest, in its new place at the end. */
  private emit(event: WatchEvent): void {
    this.events.delete(event.type)
    this.events.set(event.type, event)
    this.wake()
  }

  private hear(event: PromptEvent): void {
    this.heard = true
    if (event.type === 'preview') this.emit(event)
    if (this.meter.take(event)) this.emit({ type: 'progress', ...this.meter.progress })
    if (['success', 'error', 'interrupted', 'idle'].includes(event.type)) {
      this.ending = true
      this.pokeNow()
    }
  }

  /** Asks until there is a verdict. */
  private async ask(signal: AbortSignal): Promise<void> {
    let misses = 0
    let silent = 0
    let looks = 0
    let lastAnswer = performance.now()
    let inReach = true
    let shown = ''
    let soon = SOON_MS
    for (;;) {
      try {
        const place = await this.options.client.locate(this.options.promptId, signal)
        lastAnswer = performance.now()
        if (!inReach) this.emit({ type: 'back-in-reach' })
        inReach = true
        misses = place.place === 'unknown' ? misses + 1 : 0
        silent = this.heard || place.place === 'waiting' ? 0 : silent + 1
        const missedAll = place.place === 'ended' && !this.heard && looks > 0
        if (silent === DEAF_AFTER || missedAll) this.options.socket?.renew()
        looks += 1
        const verdict = this.verdictOf(place, misses)
        if (verdict) return this.emit({ type: 'verdict', verdict })
        const key = JSON.stringify(place)
        if (key !== shown) this.showPlace(place)
        shown = key
      } catch (error) {
        if (!(error instanceof ComfyError)) throw error
        if (inReach) this.emit({ type: 'out-of-reach', error })
        inReach = false
        const { giveUpMs } = this.options
        if (giveUpMs !== undefined && performance.now() - lastAnswer >= giveUpMs) {
          return this.emit({ type: 'verdict', verdict: { kind: 'unreachable', error } })
        }
      }
      if (this.ending) soon = Math.min(soon * 2, this.pollMs)
      await this.pause(this.ending ? soon : this.pollMs, signal)
    }
  }

  private verdictOf(place: PromptPlace, misses: number): Verdict | null {
    if (place.place === 'ended') return readOutcome(place.entry, this.meter.progress)
    return misses >= 2 ? { kind: 'lost' } : null
  }

  private showPlace(place: PromptPlace): void {
    if (place.place === 'waiting') this.emit({ type: 'waiting', ahead: place.ahead })
    if (place.place === 'running') this.emit({ type: 'running' })
  }

  /** Waits, but no longer than until the socket says that the run is at its end. */
  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    const cut = new AbortController()
    const wasEnding = this.ending
    this.pokeNow = () => {
      if (!wasEnding) cut.abort()
    }
    try {
      await sleep(ms, AbortSignal.any([signal, cut.signal]))
    } catch (error) {
      signal.throwIfAborted()
      if (!cut.signal.aborted) throw error
    }
  }
}
