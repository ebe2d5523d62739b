import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { HttpFault } from './settings.ts'

/** A whole answer, before a fault may spoil it. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

export const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

export const empty = (status = 200): Answer => ({ status, headers: {}, body: '' })

export const plain = (text: string, status: number): Answer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body: text,
})

/** What comes whenever Python code of the server raised something. */
export const serverError = (): Answer => ({
  ...plain('500 Internal Server Error\n\nServer got itself in trouble', 500),
  headers: { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' },
})

const PAGE = '<!doctype html><title>Sign in</title><p>This is a page, not an answer.</p>'

/** The answer of a fault that keeps the request from being carried out, or null. */
export function answerInstead(fault: HttpFault): Answer | 'cut' | 'hang' | null {
  switch (fault.kind) {
    case 'html':
      return { status: 200, headers: { 'Content-Type': 'text/html' }, body: PAGE }
    case 'wrong-json':
      return json({ queue_running: 'many', somewhere: ['else'] })
    case 'error-500':
      return serverError()
    case 'redirect':
      return { status: 302, headers: { Location: '/features' }, body: '' }
    case 'reset':
      return 'cut'
    case 'hang':
      return 'hang'
    default:
      return null
  }
}

/** Sends an answer, spoiled where the fault says so. */
export async function send(response: ServerResponse, answer: Answer, fault: HttpFault | null, isHead: boolean) {
  const body = Buffer.from(answer.body as Uint8Array)
  if (fault?.kind === 'lose-answer') return void response.destroy()
  if (fault?.kind === 'late-answer') await wait(fault.ms ?? 100)
  if (fault?.kind === 'endless') {
    response.writeHead(answer.status, answer.headers)
    while (response.writable && !response.destroyed) {
      if (!response.write(Buffer.alloc(65536, ' '))) await wait(1)
    }
    return
  }
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': String(body.byteLength) })
  if (isHead) return void response.end()
  if (fault?.kind === 'half') {
    response.write(body.subarray(0, Math.floor(body.byteLength / 2)), () => response.destroy())
    return
  }
  if (fault?.kind === 'drip') {
    const piece = Math.max(1, Math.ceil(body.byteLength / 20))
    for (let at = 0; at < body.byteLength && !response.destroyed; at += piece) {
      response.write(body.subarray(at, at + piece))
      await wait(fault.ms ?? 20)
    }
  }
  response.end(fault?.kind === 'drip' ? undefined : body)
}
