import type { Credentials } from './identity.ts'

/** The token of the `Authorization` header (RFC 6750); null where there is none. */
export function bearerOf(credentials: Credentials): string | null {
  return /^Bearer\s+(\S+)\s*$/i.exec(credentials.header('authorization') ?? '')?.[1] ?? null
}

/** What a subprotocol of a WebSocket begins with that holds a token: browsers let pages set no header there. */
const TOKEN_SUBPROTOCOL = 'bearer.'

/** The subprotocol to ask for beside the token, which is the one that is answered. */
export const SUBPROTOCOL = 'storycanvas'

/**
 * The short-lived token of a WebSocket, from its subprotocol or its query: stock providers can set the one or the other.
 * A query gets into logs, so no lasting token is ever taken from there.
 */
export function socketTokenOf(credentials: Credentials): string | null {
  if (credentials.header('upgrade')?.toLowerCase() !== 'websocket') return null
  const offered = (credentials.header('sec-websocket-protocol') ?? '').split(',').map((part) => part.trim())
  const held = offered.find((protocol) => protocol.startsWith(TOKEN_SUBPROTOCOL))
  return held?.slice(TOKEN_SUBPROTOCOL.length) ?? credentials.query('access_token') ?? null
}
