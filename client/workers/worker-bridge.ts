import * as Comlink from 'comlink'
import type { FilmFileWorkerApi } from './film-file/film-file-worker-api.ts'
import type { MediaWorkerApi } from './media-worker-api.ts'

const IDLE_MS = 30_000

/** Calls into a worker that starts with the first call and ends when it has been idle for a while. */
export interface WorkerBridge<Api> {
  /** Runs one call. `signal` ends the wait at once; the worker's own work is ended with it when nothing else runs. */
  run<T>(call: (api: Comlink.Remote<Api>) => Promise<T>, options?: { readonly signal?: AbortSignal }): Promise<T>
  /** Ends the worker now. */
  close(): void
}

/** A bridge to the worker that `start` makes. */
export function workerBridge<Api>(start: () => Worker, idleMs = IDLE_MS): WorkerBridge<Api> {
  let worker: Worker | null = null
  let remote: Comlink.Remote<Api> | null = null
  let running = 0
  let idle: ReturnType<typeof setTimeout> | null = null

  const close = (): void => {
    if (idle !== null) clearTimeout(idle)
    idle = null
    remote?.[Comlink.releaseProxy]()
    worker?.terminate()
    worker = null
    remote = null
  }

  return {
    close,
    async run(call, { signal } = {}) {
      signal?.throwIfAborted()
      if (idle !== null) clearTimeout(idle)
      idle = null
      worker ??= start()
      const here = worker
      remote ??= Comlink.wrap<Api>(worker)
      running += 1
      const ended = untilEnded(here, signal)
      try {
        return await Promise.race([call(remote), ended.promise])
      } finally {
        ended.stop()
        running -= 1
        if (running === 0 && signal?.aborted) close()
        else if (running === 0) idle = setTimeout(close, idleMs)
      }
    },
  }
}

/** Rejects when the call is cancelled or the worker breaks: a dead worker would leave its callers waiting for ever. */
function untilEnded(worker: Worker, signal: AbortSignal | undefined): { promise: Promise<never>; stop: () => void } {
  let stop = (): void => undefined
  const promise = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason ?? new DOMException('Cancelled', 'AbortError'))
    const onError = (event: ErrorEvent): void => reject(new Error(event.message || 'The worker could not start'))
    signal?.addEventListener('abort', onAbort)
    worker.addEventListener('error', onError)
    stop = () => {
      signal?.removeEventListener('abort', onAbort)
      worker.removeEventListener('error', onError)
    }
  })
  promise.catch(() => undefined)
  return { promise, stop }
}

/** The worker for media. */
export function mediaWorker(): WorkerBridge<MediaWorkerApi> {
  return workerBridge(
    () => new Worker(new URL('./media.worker.ts', import.meta.url), { type: 'module', name: 'media' }),
  )
}

/** The worker for film files. */
export function filmFileWorker(): WorkerBridge<FilmFileWorkerApi> {
  return workerBridge(
    () =>
      new Worker(new URL('./film-file/film-file.worker.ts', import.meta.url), { type: 'module', name: 'film-file' }),
  )
}

/** Hands a function to a worker, which calls it here. */
export function callback<Args extends unknown[], Result>(
  call: (...args: Args) => Result,
): ((...args: Args) => Result) & Comlink.ProxyMarked {
  return Comlink.proxy(call)
}
