import { z } from 'zod'
import type { FanOut } from '#server/fan-out/fan-out.ts'
import type { JobPreview, JobProgress } from './job-ledger.ts'

/** What servers that share jobs and hosts tell each other. What is stored is not told, only that it changed. */
export type JobNews =
  | { readonly kind: 'changed'; readonly id: string; readonly revision: number }
  | { readonly kind: 'removed'; readonly id: string }
  /** How far a run has come, which is not stored. `preview`: null where it is the same as before. */
  | {
      readonly kind: 'progress'
      readonly id: string
      readonly progress: JobProgress
      readonly previews: number
      readonly preview: JobPreview | null
    }
  /** The registered hosts changed. */
  | { readonly kind: 'hosts' }

const Head = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), id: z.string(), revision: z.number() }),
  z.object({ kind: z.literal('removed'), id: z.string() }),
  z.object({
    kind: z.literal('progress'),
    id: z.string(),
    progress: z.object({ step: z.number(), steps: z.number(), fraction: z.number() }),
    previews: z.number(),
    /** The picture's type; its bytes follow. */
    mime: z.string().nullable(),
  }),
  z.object({ kind: z.literal('hosts') }),
])

const CHANNEL = 'jobs'
/** Bytes that tell the length of the head. */
const LENGTH_BYTES = 4

/** The way by which servers tell each other of jobs. */
export class JobNewsChannel {
  readonly #fanOut: FanOut

  constructor(fanOut: FanOut) {
    this.#fanOut = fanOut
  }

  /** Whether news arrive at present. */
  get connected(): boolean {
    return this.#fanOut.connected
  }

  tell(news: JobNews): void {
    this.#fanOut.publish(CHANNEL, encode(news))
  }

  /** Calls `listener` with the news of other servers. Returns the way to stop. */
  subscribe(listener: (news: JobNews) => void): () => void {
    const { stop } = this.#fanOut.subscribe(CHANNEL, (message) => {
      const news = decode(message)
      if (news) listener(news)
    })
    return stop
  }

  /** Calls `listener` when news arrive again after some may have got lost. Returns the way to stop. */
  onRestored(listener: () => void): () => void {
    return this.#fanOut.onRestored(listener)
  }
}

function encode(news: JobNews): Uint8Array {
  const { preview, ...rest } = news.kind === 'progress' ? news : { ...news, preview: null }
  const head = JSON.stringify(news.kind === 'progress' ? { ...rest, mime: preview?.mime ?? null } : rest)
  const text = new TextEncoder().encode(head)
  const message = new Uint8Array(LENGTH_BYTES + text.length + (preview?.bytes.length ?? 0))
  new DataView(message.buffer).setUint32(0, text.length)
  message.set(text, LENGTH_BYTES)
  if (preview) message.set(preview.bytes, LENGTH_BYTES + text.length)
  return message
}

/** Null for what this version does not know. */
function decode(message: Uint8Array): JobNews | null {
  try {
    const length = new DataView(message.buffer, message.byteOffset).getUint32(0)
    const text = new TextDecoder().decode(message.subarray(LENGTH_BYTES, LENGTH_BYTES + length))
    const head = Head.parse(JSON.parse(text))
    if (head.kind !== 'progress') return head
    const { mime, ...rest } = head
    const bytes = message.slice(LENGTH_BYTES + length)
    return { ...rest, preview: mime === null ? null : { mime, bytes } }
  } catch {
    return null
  }
}
