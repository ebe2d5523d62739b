import { lookup, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { AddressRefused, whyRefused } from './refused-addresses.ts'

/** Asks for the addresses of a name. */
export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void

const systemResolve: Resolve = (hostname, callback) => lookup(hostname, { all: true, verbatim: true }, callback)

/**
 * The `lookup` of a connection that refuses names of refused addresses. The connection goes to the very addresses that
 * were looked at, so a name that points elsewhere a moment later gains nothing. One bad address makes the whole answer bad.
 */
export function guardedLookup(resolve: Resolve = systemResolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const wanted = addresses?.filter(({ family }) => isWanted(family, options.family)) ?? []
      const [first] = wanted
      if (error) callback(error, [])
      else if (!first) callback(notFound(hostname), [])
      else {
        const refused = refusalOf(hostname, addresses)
        if (refused) callback(refused, [])
        else if (options.all) callback(null, [...wanted])
        else callback(null, first.address, first.family)
      }
    })
  }
}

function isWanted(family: number, asked: number | string | undefined): boolean {
  if (asked === 4 || asked === 'IPv4') return family === 4
  if (asked === 6 || asked === 'IPv6') return family === 6
  return true
}

function refusalOf(hostname: string, addresses: readonly LookupAddress[]): AddressRefused | null {
  for (const { address } of addresses) {
    const why = whyRefused(address)
    if (why !== null) return new AddressRefused(`${hostname} leads to ${address}, which may not be used: ${why}`)
  }
  return null
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' })
}
