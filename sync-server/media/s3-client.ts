import { setTimeout as wait } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { backoffDelay } from '#shared/util/backoff.ts'
import type { Random } from '#shared/util/random.ts'
import { MediaStoreUnavailable } from './media-store.ts'

/** Where the bucket is and who asks. */
export interface S3Settings {
  /** Without a slash at its end. */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Milliseconds and numbers; tests are less patient. */
export interface S3Patience {
  /** Until the head of an answer has to be there; uploads of a part included. */
  readonly answerMs: number
  readonly tries: number
  readonly firstPauseMs: number
}

/** One request to the store. */
export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Name of the object; absent: the bucket itself. */
  readonly key?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  /** SHA-256 of the body: the store then refuses bytes that were changed on the way. */
  readonly bodyHash?: string
}

/** The store said no to a request that it understood: the code is its own, like `NoSuchKey`. */
export class S3Refusal extends Error {
  override readonly name = 'S3Refusal'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const PATIENCE: S3Patience = { answerMs: 60_000, tries: 5, firstPauseMs: 200 }
const MAX_PAUSE_MS = 5_000
/** Characters of an error document that are read. */
const ERROR_CHARS = 4_000

/** Speaks with an S3-compatible store: signs, tries again where that may help, and puts its errors into words. */
export class S3Client {
  readonly #settings: S3Settings
  readonly #patience: S3Patience
  readonly #random: Random
  readonly #signer: AwsClient

  constructor(settings: S3Settings, random: Random, patience: Partial<S3Patience> = {}) {
    this.#settings = settings
    this.#patience = { ...PATIENCE, ...patience }
    this.#random = random
    const { accessKeyId, secretAccessKey, region } = settings
    this.#signer = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 })
  }

  /**
   * Resolves with a successful answer. All requests here may be repeated, so they are, where the store is busy, stumbles
   * or cannot be reached. Throws `S3Refusal` for what would fail again in the same way but concerns one object, and
   * `MediaStoreUnavailable` for all else.
   */
  async request(request: S3Request): Promise<Response> {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#try(request)
      if ('response' in outcome) return outcome.response
      if (!outcome.mayPass || attempt + 1 >= this.#patience.tries) throw outcome.error
      const limits = { firstMs: this.#patience.firstPauseMs, maxMs: MAX_PAUSE_MS }
      await wait(backoffDelay(attempt, this.#random, limits))
    }
  }

  async #try(request: S3Request): Promise<{ response: Response } | { error: Error; mayPass: boolean }> {
    let response: Response
    try {
      response = await this.#send(request)
    } catch (cause) {
      return { error: this.#unavailable('cannot be reached', reasonOf(cause), cause), mayPass: true }
    }
    if (response.ok) return { response }
    const refusal = await readRefusal(response)
    const { status, code } = refusal
    if (status >= 500 || status === 429 || code === 'RequestTimeout') {
      return { error: this.#unavailable('stumbles', `${status} ${refusal.message}`, refusal), mayPass: true }
    }
    if (code === 'NoSuchBucket' || (status === 404 && request.key === undefined)) {
      return {
        error: this.#unavailable('has no such bucket', 'make it, or correct S3_BUCKET', refusal),
        mayPass: false,
      }
    }
    if (status === 401 || status === 403 || status === 301 || status === 307) {
      const what = `${status} ${code}. Look at S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_REGION and the rights of the key`
      return { error: this.#unavailable('refuses this server', what, refusal), mayPass: false }
    }
    return { error: refusal, mayPass: false }
  }

  async #send({ method, key, query = {}, headers = {}, body, bodyHash }: S3Request): Promise<Response> {
    const { endpoint, bucket } = this.#settings
    const url = new URL(`${endpoint}/${bucket}${key === undefined ? '' : `/${key}`}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const signed = await this.#signer.sign(url.href, {
      method,
      headers: { ...headers, ...(bodyHash !== undefined && { 'x-amz-content-sha256': bodyHash }) },
      ...(body !== undefined && { body: body as NonNullable<RequestInit['body']> }),
    })
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(new Error('it does not answer')), this.#patience.answerMs)
    try {
      // A redirect would take the signature to another place, where it is worth nothing.
      return await fetch(signed, { signal: abort.signal, redirect: 'manual' })
    } finally {
      clearTimeout(timer)
    }
  }

  #unavailable(what: string, detail: string, cause: unknown): MediaStoreUnavailable {
    const { endpoint, bucket } = this.#settings
    return new MediaStoreUnavailable(`The media store ${endpoint}/${bucket} ${what}: ${detail}`, { cause })
  }
}

/** The text of an element in one of the store's small XML answers; empty where it is missing. */
export function xmlText(xml: string, element: string): string {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? ''
  return text.replace(/&(amp|lt|gt|quot|apos|#39);/g, (_whole, name: string) => ENTITIES[name] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'" }

async function readRefusal(response: Response): Promise<S3Refusal> {
  const xml = (await response.text().catch(() => '')).slice(0, ERROR_CHARS)
  const code = xmlText(xml, 'Code') || response.statusText || 'no reason given'
  return new S3Refusal(response.status, code, xmlText(xml, 'Message') || code)
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0])
  return cause instanceof Error && cause.message ? cause.message : String(cause)
}
