import { isIP } from 'node:net'
import type { Context, MiddlewareHandler } from 'hono'
import { rateLimiter, type Store } from 'hono-rate-limiter'
import type { HitCounter } from '#server/limits/hit-counter.ts'
import type { ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'

const MINUTE = 60_000

/** What may happen only so often. */
export interface RateLimit {
  /** Tells limits apart. */
  readonly name: string
  /** A minute; 0: any number. */
  readonly limit: number
  /** What is counted, for the refusal: "Too many …". */
  readonly what: string
  /** Whose requests count together: those of an account, wherever it is, or those of an address. */
  readonly by: 'identity' | 'address'
  /** Whether a request counts; absent: every one. */
  readonly counts?: (c: Context<ApiEnv>) => boolean
}

/** Refuses with 429 what comes too often, and says on every answer how much is left (`RateLimit-…`, `Retry-After`). */
export function limitRate(counter: HitCounter, limit: RateLimit): MiddlewareHandler<ApiEnv> {
  if (limit.limit === 0) return (_c, next) => next()
  return rateLimiter<ApiEnv>({
    windowMs: MINUTE,
    limit: limit.limit,
    standardHeaders: 'draft-6',
    keyGenerator: (c) => `${limit.name}:${limit.by === 'address' ? addressKey(c) : identityKey(c)}`,
    skip: (c) => limit.counts?.(c) === false,
    store: storeOver(counter),
    handler: () => {
      const words = `Too many ${limit.what}: ${limit.limit} a minute are taken. Nothing was changed; try again later`
      throw new HttpProblem('too-many-requests', words)
    },
  })
}

/** Somebody who is signed in has one allowance for all devices; guests of a link have one each. */
function identityKey(c: Context<ApiEnv>): string {
  const identity = c.get('identity')
  if (identity?.accountId) return `account:${identity.accountId}`
  return identity?.tokenId ? `link:${identity.tokenId}:${addressKey(c)}` : addressKey(c)
}

/** Whoever has an IPv6 address has 2^64 of them. */
function addressKey(c: Context<ApiEnv>): string {
  const address = c.get('address') ?? ''
  return `address:${isIP(address) === 6 ? networkOf(address) : address}`
}

function networkOf(address: string): string {
  const [left = '', right = ''] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === '' ? [] : right.split(':')
  const gap = address.includes('::') ? 8 - head.length - tail.length : 0
  return [...head, ...Array.from({ length: gap }, () => '0'), ...tail].slice(0, 4).join(':')
}

function storeOver(counter: HitCounter): Store<ApiEnv> {
  return {
    async increment(key) {
      const { count, resetAt } = await counter.hit(key, MINUTE)
      return { totalHits: count, resetTime: new Date(resetAt) }
    },
    decrement: () => {},
    resetKey: (key) => counter.forget(key),
  }
}
