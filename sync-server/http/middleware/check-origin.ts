import { isIP } from 'node:net'
import type { Context, MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'

/** Whose requests are meant for this server. */
export interface OriginRules {
  /** Names of this server, `host` or `host:port`, beside loopback. */
  readonly allowedHosts: readonly string[]
  /** Pages from elsewhere that may use it. */
  readonly allowedOrigins: readonly string[]
  /** Where people reach it; null: wherever it answers. */
  readonly publicUrl: string | null
  /** Whether other machines reach it: then its own IP addresses are names of it, too. */
  readonly onNetwork: boolean
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** What a page may show of this server inside itself, by `Sec-Fetch-Dest`: nothing. */
const OWN_PAGE: ReadonlySet<string> = new Set(['document'])

/**
 * Lets in only requests that were meant for this server. The Host must be a name of it, so that no foreign name can be
 * made to point here (DNS rebinding). Where a browser says which page asks, by Origin or by `Sec-Fetch-Site`, it must be
 * a page of this server or an allowed one: so no foreign page can post a form here, open a WebSocket, or draw a picture
 * of what is here. It stands before WebSocket upgrades too, and holds on loopback as well.
 */
export function checkOrigin(rules: OriginRules): MiddlewareHandler<ApiEnv> {
  const hosts = new Set(rules.allowedHosts)
  if (rules.publicUrl !== null) hosts.add(new URL(rules.publicUrl).host)
  const origins = new Set(rules.allowedOrigins)
  const isOwnHost = (host: string): boolean => {
    const name = nameOf(host)
    // No foreign page has an IP address of this server as its origin.
    const isAddress = rules.onNetwork && isIP(name.replace(/^\[|\]$/g, '')) !== 0
    return LOOPBACK_NAMES.has(name) || isAddress || hosts.has(host) || hosts.has(name)
  }
  const isOwnOrigin = (origin: string, host: string): boolean => {
    if (origins.has(origin)) return true
    const originHost = hostOf(origin)
    if (originHost === null) return false
    // Where people come by https, a page that came over the open line is somebody else's.
    if (rules.publicUrl !== null && originHost === hostOf(rules.publicUrl)) return origin === rules.publicUrl
    return originHost === host || hosts.has(originHost)
  }
  return async (c, next) => {
    const host = (c.req.header('host') ?? '').toLowerCase()
    if (!isOwnHost(host)) {
      throw new HttpProblem(
        'forbidden-origin',
        `This server does not answer to the name ${host.slice(0, 100)}. Reach it as localhost, or add the name to ALLOWED_HOSTS`,
      )
    }
    const origin = c.req.header('origin')?.toLowerCase()
    if (origin !== undefined && !isOwnOrigin(origin, host)) {
      throw new HttpProblem('forbidden-origin', `Pages of ${origin.slice(0, 100)} may not use this server`)
    }
    if (origin === undefined && comesFromElsewhere(c)) {
      throw new HttpProblem(
        'forbidden-origin',
        'Pages of other sites may not use this server. Open it by its own address',
      )
    }
    await next()
  }
}

/** Whether a browser says that a page of another origin asks, and not to go to a page of this server. */
function comesFromElsewhere(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  const isVisit = SAFE_METHODS.has(c.req.method) && c.req.header('sec-fetch-mode') === 'navigate'
  return !(isVisit && OWN_PAGE.has(c.req.header('sec-fetch-dest') ?? ''))
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) && /^https?:\/\//.test(origin) ? origin.replace(/^https?:\/\//, '') : null
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '')
}
