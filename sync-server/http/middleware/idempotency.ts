import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Context, MiddlewareHandler } from 'hono'
import type { AnswerStore, KeyedRequest, StoredAnswer } from '#server/storage/answer-store.ts'
import type { ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'

/** What keeping answers uses. */
export interface IdempotencyServices {
  readonly answers: AnswerStore
  readonly now: () => number
  readonly newId: () => string
  readonly timing?: Partial<IdempotencyTiming>
}

/** Milliseconds; tests wait less. */
export interface IdempotencyTiming {
  /** For which an answer is kept. */
  readonly keepMs: number
  /** After which a request whose server has vanished may be run again. */
  readonly claimMs: number
  /** For which a second request waits for the answer to the first. */
  readonly patienceMs: number
  /** Between two looks whether the first has its answer. */
  readonly lookMs: number
}

const TIMING: IdempotencyTiming = {
  keepMs: 24 * 60 * 60_000,
  claimMs: 60_000,
  patienceMs: 30_000,
  lookMs: 100,
}

/** Answers kept before those that have expired are looked for. */
const FORGET_EVERY = 200

const KEY = /^[\x21-\x7e]{1,255}$/

/** What of an answer is given again. */
const KEPT_HEADERS = ['content-type', 'etag', 'location']

/**
 * Lets a sender repeat a POST safely. With an `Idempotency-Key` the request runs once: whoever comes again with the key
 * and the same body, also at the same time or after a restart, gets the answer that the first got, marked by
 * `Idempotency-Replayed: true`. The key with another body is refused. Only what succeeded is kept: a refusal has changed
 * nothing, so it may be tried again.
 *
 * Where a server ends after it has written and before the answer is kept, the request does run again. What it makes gets
 * ids that follow from the request (`newId` of the context), so a route that finds one of them there knows that it was
 * made by the run before.
 */
export function idempotency({ answers, now, newId, timing }: IdempotencyServices): MiddlewareHandler<ApiEnv> {
  const times = { ...TIMING, ...timing }
  let untilForget = 0

  const claim = async (request: KeyedRequest): Promise<StoredAnswer | { readonly began: number }> => {
    const patientUntil = now() + times.patienceMs
    for (;;) {
      const claimed = await answers.claim(request, now(), now() + times.claimMs)
      if (claimed.kind === 'claimed') return claimed
      if (claimed.fingerprint !== request.fingerprint) {
        const message = 'This key came with another request before. Use a new one for each thing that you ask for'
        throw new HttpProblem('invalid', message, [{ path: 'Idempotency-Key', message }])
      }
      if (claimed.kind === 'answered') return claimed.answer
      if (now() >= patientUntil) {
        const words = 'The first request with this key is still being worked on. Ask again in a moment'
        throw new HttpProblem('conflict', words, [], {}, { 'retry-after': '1' })
      }
      await wait(times.lookMs)
    }
  }

  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    c.set('newId', newId)
    if (key === undefined || c.req.method !== 'POST') return next()
    if (!KEY.test(key)) {
      const message = 'a key has 1 to 255 visible ASCII characters'
      throw new HttpProblem('invalid', `The request was refused and nothing was changed. Idempotency-Key: ${message}`, [
        { path: 'Idempotency-Key', message },
      ])
    }
    const identity = c.get('identity')
    const scope = identity?.accountId ?? identity?.tokenId ?? identity?.kind ?? 'nobody'
    const request: KeyedRequest = { scope, key, fingerprint: await fingerprintOf(c) }
    const known = await claim(request)
    if ('status' in known) return replay(known)
    c.set('newId', idsOf(request, known.began))
    const renewal = setInterval(() => {
      answers.renew(request, now() + times.claimMs).catch(() => undefined)
    }, times.claimMs / 3).unref()
    try {
      await next()
      const kept = !c.error && c.res.ok ? await keptOf(c.res) : null
      if (kept) await answers.answer(request, kept, now() + times.keepMs)
      // An error of the server's own may have come after something was written: the next run has to find it.
      else if (c.res.status >= 500) await answers.renew(request, now())
      else await answers.release(request)
    } finally {
      clearInterval(renewal)
    }
    untilForget -= 1
    if (untilForget > 0) return undefined
    untilForget = FORGET_EVERY
    await answers.forget(now(), now() - times.keepMs)
    return undefined
  }
}

/** UUIDs that are the same each time a request is run, and for no other request (version 8 of RFC 9562). */
function idsOf({ scope, key, fingerprint }: KeyedRequest, began: number): () => string {
  let made = 0
  return () => {
    made += 1
    const hash = createHash('sha256')
      .update(JSON.stringify([scope, key, fingerprint, began, made]))
      .digest()
    hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
    hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
    const hex = hash.toString('hex')
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
  }
}

function replay({ status, headers, body }: StoredAnswer): Response {
  return new Response(body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } })
}

/** Null for what is no text: nothing under POST answers with a file. */
async function keptOf(response: Response): Promise<StoredAnswer | null> {
  // Nobody may keep it: there is a secret in it that is told once.
  if (response.headers.get('cache-control') === 'no-store') return null
  const type = response.headers.get('content-type') ?? ''
  if (type !== '' && !type.startsWith('application/json')) return null
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = response.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  return { status: response.status, headers: Object.fromEntries(headers), body: await response.clone().text() }
}

/** What is asked for, as a hash: the address with its query and the body. */
async function fingerprintOf(c: Context): Promise<string> {
  const hash = createHash('sha256').update(new URL(c.req.url).pathname + new URL(c.req.url).search)
  const bytes = Buffer.from(await c.req.arrayBuffer())
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(c.req.header('content-type') ?? '')?.[1]
  if (boundary === undefined) return hash.update('\n').update(bytes).digest('hex')
  // Clients draw a new boundary each time they send the same form.
  for (let from = 0; from <= bytes.length;) {
    const at = bytes.indexOf(boundary, from)
    const end = at < 0 ? bytes.length : at
    hash.update('\n').update(bytes.subarray(from, end))
    if (at < 0) break
    from = end + boundary.length
  }
  return hash.digest('hex')
}
