import type { z } from 'zod'
import { guardedFetch } from '#server/outgoing/guarded-fetch.ts'
import { ComfyError, fromNetworkError } from './comfy-errors.ts'

/** Where a host is, and what it wants to see before it answers. */
export interface HostAddress {
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** Value of the `Authorization` header; null where nothing is asked for. */
  readonly authorization: string | null
}

/** One bounded request to a host. */
export interface ComfyRequest {
  readonly method?: 'GET' | 'POST'
  /** Begins with a slash; parts that come from outside are encoded by the caller. */
  readonly path: string
  readonly body?: string | FormData
  /** Milliseconds until the whole answer must be there. */
  readonly timeoutMs: number
  /** The largest body that is read, in bytes. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

/** An answer as text, whatever its status. */
export interface TextAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

/** Asks a host. Throws ComfyError, or the reason of `signal` when that was aborted. */
export async function askText(host: HostAddress, request: ComfyRequest): Promise<TextAnswer> {
  const limit = AbortSignal.timeout(request.timeoutMs)
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit
  let started = false
  try {
    const response = await guardedFetch(`${host.baseUrl}${request.path}`, {
      method: request.method ?? 'GET',
      signal,
      ...(request.body === undefined ? {} : { body: request.body }),
      headers: {
        ...authorizationOf(host),
        ...(typeof request.body === 'string' && { 'content-type': 'application/json' }),
      },
    })
    started = true
    refuseRedirect(response)
    const contentType = response.headers.get('content-type') ?? ''
    return { status: response.status, contentType, text: await readText(response, request.maxBytes) }
  } catch (error) {
    request.signal?.throwIfAborted()
    if (limit.aborted) throw timeoutError(request.timeoutMs)
    throw fromNetworkError(error, started)
  }
}

/** Asks a host for JSON of a known shape. Anything else is a ComfyError. */
export async function askJson<T>(host: HostAddress, schema: z.ZodType<T>, request: ComfyRequest): Promise<T> {
  const answer = await askText(host, request)
  if (answer.status === 404) throw new ComfyError('not-found', 'The server does not have this.', { status: 404 })
  if (answer.status !== 200) throw statusError(answer.status, answer.text)
  return parseAnswer(answer, schema)
}

/** The header that lets a request in. */
export function authorizationOf({ authorization }: HostAddress): Readonly<Record<string, string>> {
  return authorization === null ? {} : { authorization }
}

/** Reads an answer as JSON of a known shape. */
export function parseAnswer<T>(answer: TextAnswer, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(answer.text))
  if (parsed.success) return parsed.data
  throw new ComfyError('not-comfy', 'Something else than ComfyUI answers at this address. Check the address.', {
    status: answer.status,
    detail: `${answer.contentType}: ${answer.text.slice(0, 200)}`,
  })
}

/** The value, or undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The error for a status that says no. */
export function statusError(status: number, text: string): ComfyError {
  const hint = status === 401 || status === 403 ? ' It refuses this caller.' : ''
  return new ComfyError('status', `The server answered with HTTP status ${status}.${hint}`, {
    status,
    detail: text.slice(0, 500),
  })
}

/** The error for an answer that did not come in time. */
export function timeoutError(ms: number): ComfyError {
  return new ComfyError('timeout', `The server did not answer within ${Math.round(ms / 1000)} s.`)
}

/** A redirect would lead to a place nobody entered. */
export function refuseRedirect(response: Response): void {
  if (response.status < 300 || response.status > 399) return
  void response.body?.cancel()
  throw new ComfyError('not-comfy', 'The address leads elsewhere. Enter the address of ComfyUI itself.', {
    status: response.status,
    detail: response.headers.get('location') ?? '',
  })
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of response.body ?? []) {
    size += piece.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** The error for a body without reasonable end. */
export function tooLarge(maxBytes: number): ComfyError {
  return new ComfyError('too-large', `The server sent more than ${Math.round(maxBytes / 1024 / 1024)} MB.`)
}
