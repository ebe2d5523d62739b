import { z } from 'zod'
import { guardedFetch } from '#server/outgoing/guarded-fetch.ts'
import type { OpenAiVideo, OpenAiVideoPage } from '#shared/protocol/openai-videos.ts'

/** Why OpenAI could not be asked, or what it said. */
export class OpenAiRefused extends Error {
  override readonly name = 'OpenAiRefused'
  readonly reason: 'no-key' | 'wrong-key' | 'not-found' | 'too-many' | 'refused' | 'unreachable'

  constructor(reason: OpenAiRefused['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** What asking OpenAI uses. */
export interface OpenAiServices {
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** The studio's key; null where none is set. */
  readonly key: () => Promise<string | null>
  /** Milliseconds until an answer must be there. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 20_000
/** Bytes of an answer that are read. */
const MAX_BYTES = 2 * 1024 * 1024
/** Videos of one page, the most that OpenAI gives. */
const PAGE = 100

const Seconds = z.int().min(0).max(8_640_000_000_000).nullish()

/** A video as OpenAI writes it (https://platform.openai.com/docs/api-reference/videos). What is not used may be anything. */
const WireVideo = z.object({
  id: z.string().min(1).max(200),
  model: z.string().max(300).default(''),
  status: z.enum(['queued', 'in_progress', 'completed', 'failed']),
  progress: z.number().min(0).max(100).nullish(),
  seconds: z.union([z.string().max(20), z.number()]).nullish(),
  size: z.string().max(40).nullish(),
  prompt: z.string().max(100_000).nullish(),
  error: z.object({ message: z.string().max(10_000).nullish() }).nullish(),
  created_at: z.int().min(0).max(8_640_000_000_000),
  completed_at: Seconds,
  expires_at: Seconds,
})
const WirePage = z.object({
  data: z.array(WireVideo).max(1000),
  has_more: z.boolean().default(false),
  last_id: z.string().max(200).nullish(),
})
const WireError = z.object({ error: z.object({ message: z.string() }) })

/** The videos that OpenAI keeps for the studio's key. Every answer is checked; the key goes to the configured address alone. */
export class OpenAiVideos {
  readonly #services: OpenAiServices

  constructor(services: OpenAiServices) {
    this.#services = services
  }

  /** A page of videos, newest first; `after` is the id of the last one of the page before. Throws `OpenAiRefused`. */
  async list(limit = PAGE, after?: string): Promise<OpenAiVideoPage> {
    const query = new URLSearchParams({
      limit: String(Math.min(limit, PAGE)),
      order: 'desc',
      ...(after !== undefined && { after }),
    })
    const { data, has_more, last_id } = await this.#ask('GET', `/videos?${query.toString()}`, WirePage)
    return { items: data.map(toVideo), next_cursor: has_more ? (last_id ?? data.at(-1)?.id ?? null) : null }
  }

  async get(id: string): Promise<OpenAiVideo> {
    return toVideo(await this.#ask('GET', `/videos/${encodeURIComponent(id)}`, WireVideo))
  }

  /** Deletes a video at OpenAI. */
  async remove(id: string): Promise<void> {
    await this.#ask('DELETE', `/videos/${encodeURIComponent(id)}`, z.object({ id: z.string() }))
  }

  async #ask<T>(method: 'GET' | 'DELETE', path: string, schema: z.ZodType<T>): Promise<T> {
    const { baseUrl, timeoutMs = TIMEOUT_MS } = this.#services
    const key = await this.#services.key()
    if (key === null) {
      throw new OpenAiRefused(
        'no-key',
        'No OpenAI key is set. An administrator sets it in the settings, or as OPENAI_API_KEY',
      )
    }
    const { status, text } = await this.#send(method, baseUrl + path, key, timeoutMs)
    if (status < 200 || status >= 300) throw refusal(status, text)
    const parsed = schema.safeParse(parseJson(text))
    if (parsed.success) return parsed.data
    throw new OpenAiRefused('refused', 'OpenAI gave an answer that cannot be read. Nothing was changed here', {
      cause: parsed.error,
    })
  }

  async #send(method: string, url: string, key: string, timeoutMs: number): Promise<{ status: number; text: string }> {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const response = await guardedFetch(url, {
        method,
        headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
        signal,
      })
      return { status: response.status, text: await readText(response) }
    } catch (error) {
      if (error instanceof OpenAiRefused) throw error
      throw new OpenAiRefused('unreachable', 'OpenAI does not answer. Nothing was changed; try again in a moment', {
        cause: error,
      })
    }
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new OpenAiRefused('refused', 'OpenAI gave a longer answer than is read here')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function refusal(status: number, text: string): OpenAiRefused {
  const said = WireError.safeParse(parseJson(text))
  const words = said.success ? `: ${said.data.error.message.slice(0, 300)}` : ''
  switch (status) {
    case 401:
    case 403:
      return new OpenAiRefused('wrong-key', `OpenAI does not take the key that is set (${status})`)
    case 404:
      return new OpenAiRefused('not-found', 'OpenAI keeps no video with this id')
    case 429:
      return new OpenAiRefused('too-many', `OpenAI wants to be asked less often${words}`)
    default:
      return new OpenAiRefused('refused', `OpenAI answered ${status}${words}`)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function toVideo(wire: z.output<typeof WireVideo>): OpenAiVideo {
  const at = (seconds: number | null | undefined): string | null =>
    seconds == null ? null : new Date(seconds * 1000).toISOString()
  const length = wire.seconds == null ? Number.NaN : Number(wire.seconds)
  return {
    id: wire.id,
    model: wire.model,
    status: wire.status,
    progress: wire.progress ?? (wire.status === 'completed' ? 100 : 0),
    seconds: Number.isFinite(length) ? length : null,
    size: wire.size ?? null,
    prompt: wire.prompt ?? null,
    error: wire.error?.message ?? null,
    created_at: new Date(wire.created_at * 1000).toISOString(),
    completed_at: at(wire.completed_at),
    expires_at: at(wire.expires_at),
  }
}
