import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A plain proxy for connections, which knows nothing of what goes through it. */
export interface TcpProxy {
  readonly port: number
  /** Where connections go, in turns; may be changed at any time. */
  targets: readonly number[]
  /** Lets no byte through in either direction, and closes nothing, as a network that is cut. */
  freeze(): void
  /** Connections to each target since the start. */
  readonly counts: ReadonlyMap<number, number>
  close(): Promise<void>
}

/**
 * Starts a proxy on a free port that gives each new connection to the next of the ports in turn. One that cannot be
 * reached is passed over, as load balancers do.
 */
export async function startTcpProxy(targets: readonly number[]): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const counts = new Map<number, number>()
  let next = 0
  let frozen = false

  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    if (frozen) socket.pause()
  }

  const join = (client: Socket, tries: number): void => {
    const port = proxy.targets[next % proxy.targets.length]
    next += 1
    if (port === undefined || tries === 0) return void client.destroy()
    const server = connect(port, '127.0.0.1')
    const passOver = (): void => join(client, tries - 1)
    server.once('error', passOver)
    server.once('connect', () => {
      server.off('error', passOver)
      counts.set(port, (counts.get(port) ?? 0) + 1)
      keep(server)
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        from.on('data', (chunk) => {
          if (!to.write(chunk)) from.pause()
        })
        to.on('drain', () => {
          if (!frozen) from.resume()
        })
        from.on('close', () => to.destroy())
        from.on('end', () => to.end())
      }
    })
  }

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    keep(client)
    join(client, proxy.targets.length)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const proxy: TcpProxy = {
    port: (listener.address() as AddressInfo).port,
    targets,
    counts,
    freeze() {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    async close() {
      const closed = new Promise((resolve) => listener.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
  return proxy
}
