import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A line from one browser to the server that can be cut without the server or other browsers noticing. */
export interface Line {
  /** Where the browser at this end finds the server. */
  readonly url: string
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>
  /** Lets connections through again. */
  mend(): Promise<void>
  /** Holds what the browser sends on its WebSockets from now on, until `letSend`. */
  holdSending(): void
  letSend(): void
  /** Requests whose path fits wait for `letPass`. */
  holdRequests(path: RegExp): void
  letPass(): void
  close(): Promise<void>
}

/** Lays a line to a server on this machine. */
export async function layLine(serverPort: number): Promise<Line> {
  const sockets = new Set<Duplex>()
  const senders = new Set<Socket>()
  let holdsSending = false
  let heldPath: RegExp | null = null
  let waiting: (() => void)[] = []

  const pass = (from: IncomingMessage, to: ServerResponse): void => {
    const upstream = request(
      { host: '127.0.0.1', port: serverPort, path: from.url, method: from.method, headers: from.headers },
      (answer) => {
        to.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(to)
        answer.on('error', () => to.destroy())
      },
    )
    upstream.on('error', () => to.destroy())
    to.on('close', () => upstream.destroy())
    from.pipe(upstream)
  }
  const server = createServer((from, to) => {
    if (heldPath?.test(from.url ?? '')) waiting.push(() => pass(from, to))
    else pass(from, to)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (from: IncomingMessage, socket: Socket, head: Buffer) => {
    const upstream = connect(serverPort, '127.0.0.1', () => {
      const headers = from.rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
      upstream.write(`${from.method} ${from.url} HTTP/1.1\r\n${headers}\r\n`)
      upstream.write(head)
      upstream.pipe(socket)
      socket.pipe(upstream)
      senders.add(socket)
      if (holdsSending) socket.unpipe(upstream)
    })
    const end = (): void => {
      senders.delete(socket)
      socket.destroy()
      upstream.destroy()
    }
    for (const side of [socket, upstream]) side.on('error', end).on('close', end)
    held.set(socket, upstream)
  })
  const held = new WeakMap<Socket, Socket>()
  const listen = async (port: number): Promise<void> => {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  }
  const cut = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    mend: () => listen(port),
    holdSending: () => {
      holdsSending = true
      for (const socket of senders) socket.unpipe(held.get(socket))
    },
    letSend: () => {
      holdsSending = false
      for (const socket of senders) {
        const upstream = held.get(socket)
        if (upstream) socket.pipe(upstream)
      }
    },
    holdRequests: (path) => {
      heldPath = path
    },
    letPass: () => {
      heldPath = null
      const all = waiting
      waiting = []
      for (const go of all) go()
    },
    close: cut,
  }
}
