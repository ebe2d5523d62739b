import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { Readable } from 'node:stream'
import type { LookupFunction } from 'node:net'
import { guardedLookup } from './guarded-lookup.ts'
import { requireAllowedLiteral } from './refused-addresses.ts'

/** A request to a machine that an administrator has named. */
export interface GuardedRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | FormData | URLSearchParams
  readonly signal?: AbortSignal
  /** For tests. */
  readonly lookup?: LookupFunction
}

/** Statuses whose answers have no body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304])

/**
 * `fetch` for addresses that come from people: refused ones are not connected to, whether they are written as numbers or
 * as a name that leads there, and a redirect is an answer like any other. Each request has a connection of its own, so no
 * earlier look at a name counts for it. Throws `AddressRefused`, the error of the network, or what `signal` says.
 */
export async function guardedFetch(address: string, request: GuardedRequest = {}): Promise<Response> {
  const url = new URL(address)
  requireAllowedLiteral(url)
  const content = await contentOf(request.body)
  const headers = { accept: '*/*', ...content.headers, ...request.headers }
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const open = url.protocol === 'https:' ? requestHttps : requestHttp
    const outgoing = open(url, {
      method: request.method ?? 'GET',
      headers,
      agent: false,
      lookup: request.lookup ?? guardedLookup(),
      ...(request.signal && { signal: request.signal }),
    })
    outgoing.on('response', resolve)
    outgoing.on('error', reject)
    // No answer of another protocol is wanted.
    outgoing.on('upgrade', (_answer, socket) => socket.destroy(new Error('The answer was an upgrade')))
    outgoing.end(content.bytes)
  })
  return answerOf(message)
}

async function contentOf(
  body: GuardedRequest['body'],
): Promise<{ readonly bytes: Uint8Array | undefined; readonly headers: Readonly<Record<string, string>> }> {
  if (body === undefined) return { bytes: undefined, headers: {} }
  const packed = new Response(body instanceof Uint8Array ? new Uint8Array(body) : body)
  const bytes = new Uint8Array(await packed.arrayBuffer())
  const type = packed.headers.get('content-type')
  return { bytes, headers: { 'content-length': String(bytes.length), ...(type !== null && { 'content-type': type }) } }
}

function answerOf(message: IncomingMessage): Response {
  const { rawHeaders, statusCode = 0 } = message
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
  if (BODILESS.has(statusCode)) {
    message.resume()
    return new Response(null, { status: statusCode, headers })
  }
  return new Response(Readable.toWeb(message) as ReadableStream<Uint8Array>, { status: statusCode, headers })
}
