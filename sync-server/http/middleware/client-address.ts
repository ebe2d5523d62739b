import { BlockList, isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../api.ts'

/**
 * Puts beside each request from where it comes. A proxy says it by `X-Forwarded-For`, which anybody can write: it is
 * believed from the trusted ones only, and of its list the last address that is none of them counts.
 */
export function clientAddress(trustedProxies: readonly string[]): MiddlewareHandler<ApiEnv> {
  const trusted = listOf(trustedProxies)
  return async (c, next) => {
    const remote = plain(c.env?.incoming?.socket.remoteAddress ?? c.env?.address ?? '')
    c.set('address', remote === null ? null : addressOf(remote, c.req.header('x-forwarded-for') ?? '', trusted))
    await next()
  }
}

function addressOf(remote: string, forwarded: string, trusted: BlockList): string {
  let nearest = remote
  for (const hop of forwarded.split(',').toReversed()) {
    if (!isIn(trusted, nearest)) return nearest
    const address = plain(hop.trim())
    if (address === null) return nearest
    nearest = address
  }
  return nearest
}

/** An address as it is written everywhere; null for what is none. */
function plain(address: string): string | null {
  const bare = address.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare
  const withoutPort = /^\d+\.\d+\.\d+\.\d+:\d+$/.test(mapped) ? mapped.replace(/:\d+$/, '') : mapped
  return isIP(withoutPort) === 0 ? null : withoutPort.toLowerCase()
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const isV4 = isIP(address) === 4
    list.addSubnet(address, bits === undefined ? (isV4 ? 32 : 128) : Number(bits), isV4 ? 'ipv4' : 'ipv6')
  }
  return list
}
