/**
 * Message types of the relay: each frame begins with one as a variable-length unsigned integer. 0 to 3 are the
 * y-websocket protocol's own; 8 is ours.
 */
export const MessageType = {
  /** Document state and updates (y-protocols/sync). */
  sync: 0,
  /** Presence (y-protocols/awareness). */
  awareness: 1,
  /** Permission denied (y-protocols/auth). */
  auth: 2,
  /** Asks for everybody's presence. */
  queryAwareness: 3,
  /**
   * Server to client, only with `?ack=1`: a variable-length byte array holding an encoded state vector of the client
   * ids that this connection wrote; everything below its clocks is on the server's disk.
   */
  saved: 8,
} as const

/**
 * Close codes of the relay. 4400 to 4499 tell the client to stop trying: the stock provider then does. 1012 is for peers
 * whose role has changed, 1013 (try again later) for readers that fell behind; they come back and sync again. 1011 is an
 * error of the server.
 */
export const CloseCode = {
  malformedFrame: 4400,
  signIn: 4401,
  notAllowed: 4403,
  noSuchRoom: 4404,
  frameTooLarge: 4413,
  newerDocument: 4426,
  tooMany: 4429,
  storageFailed: 4450,
  /** What it may do here has changed: it comes back and is asked anew. */
  roleChanged: 1012,
  slowReader: 1013,
  internalError: 1011,
} as const
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode]
