import { guardedFetch } from '#server/outgoing/guarded-fetch.ts'
import { ComfyError, fromNetworkError } from './comfy-errors.ts'
import { authorizationOf, refuseRedirect, statusError, timeoutError, tooLarge, type HostAddress } from './comfy-http.ts'
import type { OutputFile } from './comfy-messages.ts'

/** What is accepted of a file. */
export interface DownloadLimits {
  readonly maxBytes: number
  /** Beginnings of accepted content types, such as `image/`. */
  readonly types: readonly string[]
}

/** A file on its way. */
export interface Download {
  readonly mime: string
  /** Bytes as announced; null where the host does not say. */
  readonly bytes: number | null
  /** Read it to the end or break off; either way the connection is given back. Throws ComfyError. */
  readonly body: AsyncIterable<Uint8Array>
}

/** Fetches `/view`. `idleMs`: how long the host may be silent, before the answer and between two pieces of it. */
export async function downloadFile(
  host: HostAddress,
  file: OutputFile,
  limits: DownloadLimits & { readonly idleMs: number },
  signal: AbortSignal | undefined,
): Promise<Download> {
  const query = new URLSearchParams({ filename: file.filename, subfolder: file.subfolder, type: file.type })
  const silence = new SilenceGuard(limits.idleMs, signal)
  let response: Response
  try {
    response = await guardedFetch(`${host.baseUrl}/view?${query.toString()}`, {
      headers: authorizationOf(host),
      signal: silence.signal,
    })
  } catch (error) {
    throw silence.explain(error, false)
  }
  const announced = Number(response.headers.get('content-length') ?? Number.NaN)
  const mime = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  try {
    refuseRedirect(response)
    if (response.status === 404) {
      throw new ComfyError('not-found', 'The file is no longer on the server.', { status: 404 })
    }
    if (response.status !== 200) throw statusError(response.status, '')
    if (!limits.types.some((type) => mime.startsWith(type))) {
      const detail = `${file.filename}: ${mime || 'no content type'}`
      throw new ComfyError('not-comfy', 'The server sent something else than the file.', { status: 200, detail })
    }
    if (announced > limits.maxBytes) throw tooLarge(limits.maxBytes)
  } catch (error) {
    silence.end()
    await response.body?.cancel()
    throw error
  }
  // A compressed body has another length than the one announced.
  const exact = Number.isFinite(announced) && !response.headers.has('content-encoding') ? announced : null
  return { mime, bytes: exact, body: readBody(response, limits.maxBytes, silence) }
}

/** A body that is shorter than announced is an error of the connection. */
async function* readBody(response: Response, maxBytes: number, silence: SilenceGuard): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    for await (const piece of response.body ?? []) {
      // A reader may take its time; only the host's silence counts.
      silence.end()
      size += piece.byteLength
      if (size > maxBytes) throw tooLarge(maxBytes)
      yield piece
      silence.begin()
    }
  } catch (error) {
    throw silence.explain(error, true)
  } finally {
    silence.end()
  }
}

/** Aborts when nothing is heard for too long, however long the whole may take. */
class SilenceGuard {
  readonly signal: AbortSignal
  private readonly idleMs: number
  private readonly outer: AbortSignal | undefined
  private readonly silent = new AbortController()
  private timer: NodeJS.Timeout

  constructor(idleMs: number, outer: AbortSignal | undefined) {
    this.idleMs = idleMs
    this.outer = outer
    this.signal = outer ? AbortSignal.any([outer, this.silent.signal]) : this.silent.signal
    this.timer = this.arm()
  }

  begin(): void {
    this.timer = this.arm()
  }

  end(): void {
    clearTimeout(this.timer)
  }

  /** What to throw: the caller's own abort, the silence, or what the network said. */
  explain(error: unknown, started: boolean): unknown {
    this.end()
    if (this.outer?.aborted) return this.outer.reason
    return this.silent.signal.aborted ? timeoutError(this.idleMs) : fromNetworkError(error, started)
  }

  private arm(): NodeJS.Timeout {
    return setTimeout(() => this.silent.abort(), this.idleMs)
  }
}
