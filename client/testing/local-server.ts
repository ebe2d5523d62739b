/// <reference types="node" />
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it came over the wire. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly body: string
}

/** What a test's handler answers; `hang-up` ends the connection without a word, `silence` leaves it open without one. */
export type TestAnswer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'hang-up'
  | 'silence'

/** A real HTTP server on a free port of this machine. */
export async function startLocalServer(answer: (request: SeenRequest) => TestAnswer) {
  const seen: SeenRequest[] = []
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const one = { method: request.method ?? '', path: request.url ?? '', body }
      seen.push(one)
      const reply = answer(one)
      if (reply === 'silence') return undefined
      if (reply === 'hang-up') return request.socket.destroy()
      const type = reply.status >= 400 ? 'application/problem+json' : 'application/json'
      response.writeHead(reply.status, { 'content-type': type, ...reply.headers })
      return response.end(reply.body === undefined ? '' : JSON.stringify(reply.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  return new TextDecoder().decode(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer())
}
