import { BlockList, isIP } from 'node:net'

/** An address that nobody may make this server talk to; the message says why. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
  readonly code = 'EADDRESSREFUSED'
}

interface Refusal {
  readonly why: string
  readonly list: BlockList
}

function refusal(why: string, ...networks: readonly (readonly [string, number])[]): Refusal {
  const list = new BlockList()
  for (const [network, bits] of networks) list.addSubnet(network, bits, isIP(network) === 4 ? 'ipv4' : 'ipv6')
  return { why, list }
}

/**
 * Machines of one's own are on loopback, private and public addresses alike. What is refused answers to nobody but the
 * machine itself: the metadata services of clouds hand out the keys of a machine to whoever asks from it.
 */
const REFUSALS: readonly Refusal[] = [
  refusal(
    'it belongs to the metadata of a cloud machine',
    ['169.254.169.254', 32],
    ['169.254.170.2', 32],
    ['100.100.100.200', 32],
    ['192.0.0.192', 32],
    ['168.63.129.16', 32],
    ['fd00:ec2::', 32],
    ['fd20:ce::254', 128],
  ),
  refusal('it is link-local', ['169.254.0.0', 16], ['fe80::', 10]),
  refusal('it names no machine', ['0.0.0.0', 8], ['::', 128]),
  refusal('it is for many machines', ['224.0.0.0', 4], ['ff00::', 8]),
  refusal('it is reserved', ['240.0.0.0', 4]),
]

/** Why an IP address is refused; null where it may be used. Throws a `TypeError` for what is none. */
export function whyRefused(address: string): string | null {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = isIP(plain)
  if (family === 0) throw new TypeError(`${address} is no IP address`)
  const inside = family === 6 ? embeddedIpv4(plain) : null
  if (inside !== null) return whyRefused(inside)
  const type = family === 4 ? 'ipv4' : 'ipv6'
  return REFUSALS.find(({ list }) => list.check(plain, type))?.why ?? null
}

/** Throws `AddressRefused` where the host of a URL is written as an address that is refused. */
export function requireAllowedLiteral(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) === 0) return
  const why = whyRefused(host)
  if (why !== null) throw new AddressRefused(`${host} may not be used: ${why}`)
}

/** Of `::ffff:a.b.c.d`, `64:ff9b::a.b.c.d` (NAT64) and `2002:aabb:ccdd::` (6to4) the IPv4 address that is reached by them. */
function embeddedIpv4(address: string): string | null {
  const words = wordsOf(address)
  const at = (index: number): number => words[index] ?? 0
  const head = words.slice(0, 6)
  const isMapped = head.slice(0, 5).every((word) => word === 0) && at(5) === 0xffff
  const isNat64 = at(0) === 0x64 && at(1) === 0xff9b && head.slice(2).every((word) => word === 0)
  if (isMapped || isNat64) return ipv4Of(at(6), at(7))
  return at(0) === 0x2002 ? ipv4Of(at(1), at(2)) : null
}

function ipv4Of(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight numbers of an IPv6 address; `URL` writes it in one way only, dots included. */
function wordsOf(address: string): readonly number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [left = '', right] = canonical.split('::')
  const read = (part: string): number[] => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)))
  if (right === undefined) return read(left)
  const gap = 8 - read(left).length - read(right).length
  return [...read(left), ...Array.from({ length: gap }, () => 0), ...read(right)]
}
