import { WebSocket } from 'ws'
import type { Identity } from '#server/auth/identity.ts'
import { must } from '#shared/util/assert.ts'
import type { Person, Studio } from './studio.ts'

/** Who somebody is to the server. */
export async function identityOf(studio: Studio, { cookie }: Person): Promise<Identity> {
  const credentials = { header: () => cookie, query: () => undefined, address: null }
  return must(await studio.services.people.sessions.identify(credentials), 'a session')
}

/** Asks the API of the server at `url` with some headers, and no more. */
export function askWith(
  url: string,
  headers: Readonly<Record<string, string>>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

/** Opens a socket to a room. `fate`: the code with which it is closed before anything is said, or `message`. */
export function socketTo(
  { wsUrl }: Pick<Studio, 'wsUrl'>,
  room: string,
  options: { readonly query?: string; readonly protocols?: string[]; readonly headers?: Record<string, string> },
): { readonly socket: WebSocket; readonly fate: Promise<number | 'message'> } {
  const { query = '', protocols = [], headers = {} } = options
  const socket = new WebSocket(`${wsUrl}/${room}${query}`, protocols, { headers })
  socket.on('error', () => {})
  const fate = new Promise<number | 'message'>((resolve) => {
    socket.once('message', () => resolve('message'))
    socket.once('close', (code) => resolve(code))
  })
  return { socket, fate }
}

/** Resolves with the code with which a socket is closed. */
export function closed(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', resolve))
}
