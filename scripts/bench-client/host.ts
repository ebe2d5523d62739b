import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}
/** Where the bench's own page is: under an address that the app's service worker leaves to the network. */
const BENCH = '/api/bench/'

/** A plain web host for the built app and the bench's page, without any StoryCanvas server behind it. */
export interface Host {
  readonly url: string
  /** Takes the host away: from now on the browser is offline as far as this site goes. */
  stop(): Promise<void>
  /** Brings it back at the same address. */
  start(): Promise<void>
}

/** Serves the two builds on a free port of this machine. */
export async function startHost(clientDir: string, benchDir: string): Promise<Host> {
  const fileOf = (pathname: string): string | null => {
    if (pathname.startsWith(BENCH)) return join(benchDir, pathname.slice(BENCH.length))
    if (/^\/(api|sync|media)\//.test(pathname)) return null
    return join(clientDir, extname(pathname) ? pathname : 'index.html')
  }
  const listen = async (port: number): Promise<Server> => {
    const server = createServer((request, response) => {
      const file = fileOf(new URL(request.url ?? '/', 'http://host').pathname)
      const answer = async (path: string): Promise<void> => {
        const bytes = await readFile(path)
        const type = TYPES[extname(path)] ?? 'application/octet-stream'
        response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(bytes)
      }
      if (file === null) response.writeHead(404).end()
      else answer(file).catch(() => response.writeHead(404).end())
    })
    await once(server.listen(port, '127.0.0.1'), 'listening')
    return server
  }
  let server = await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
    start: async () => {
      server = await listen(port)
    },
  }
}
