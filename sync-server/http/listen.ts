import { serve, type ServerType } from '@hono/node-server'

/** Milliseconds that one request may take to arrive: a large film file over a slow line takes longer than Node's 5 minutes. */
const UPLOAD_TIME_MS = 60 * 60 * 1000

/** Milliseconds that the head of a request may take: whoever connects and asks for nothing is gone after it. */
export const HEADERS_TIME_MS = 15_000

/** Milliseconds in which requests that are under way may finish when the server stops. */
const STOP_GRACE_MS = 3000

const IDLE_CHECK_MS = 25

/** Starts listening. `headersMs`: milliseconds that the head of a request may take. */
export function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { port, host }: { readonly port: number; readonly host: string },
  headersMs: number,
): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      {
        fetch,
        port,
        hostname: host,
        serverOptions: {
          requestTimeout: UPLOAD_TIME_MS,
          headersTimeout: headersMs,
          connectionsCheckingInterval: headersMs / 3,
        },
      },
      () => resolve(server),
    )
    server.once('error', reject)
  })
}

/** Stops listening; requests that are under way have a moment to finish. */
export function closeServer(server: ServerType): Promise<void> {
  if (!('closeIdleConnections' in server)) return new Promise((resolve) => server.close(() => resolve()))
  return new Promise((resolve) => {
    // A connection that is kept alive becomes idle only when its last answer has ended.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
    const rest = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(rest)
      resolve()
    })
  })
}
