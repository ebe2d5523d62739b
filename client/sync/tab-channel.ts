import { z } from 'zod'

/** Number of this protocol. A tab ignores messages of another number: it belongs to another version of the app. */
const TAB_PROTOCOL = 1

const Clock = z.int().min(0)
const Mark = z.object({ client: Clock, start: Clock, clock: Clock, deletesOnly: z.boolean() }).readonly()
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/**
 * What the tabs of one browser tell each other about one document. Each tab counts the changes that it tells of: `upTo`
 * is its count, so that "written" says of which changes the others need not take care.
 */
export const TabMessage = z.discriminatedUnion('kind', [
  /** A tab has opened the document at this state vector and asks for what it lacks. */
  z.object({ kind: z.literal('hello'), stateVector: Bytes }).readonly(),
  /** Changes; the sender writes them into the database. `marks` are those that the server has not called saved. */
  z
    .object({
      kind: z.literal('update'),
      tab: z.string(),
      upTo: Clock,
      update: Bytes,
      marks: z.array(Mark).readonly(),
    })
    .readonly(),
  /** The sender's changes up to this count are in the database. */
  z.object({ kind: z.literal('written'), tab: z.string(), upTo: Clock }).readonly(),
  /** What the server is known to have. */
  z
    .object({
      kind: z.literal('saved'),
      saved: z.record(z.number(), Clock).readonly(),
      settled: z.array(Mark).readonly(),
    })
    .readonly(),
])
export type TabMessage = z.infer<typeof TabMessage>

/** The line between tabs: what one posts, all others hear. */
export interface TabChannel {
  post(message: TabMessage): void
  onMessage(listener: (message: TabMessage) => void): void
  close(): void
}

const Envelope = z.object({ version: z.literal(TAB_PROTOCOL), message: TabMessage })

/** A message as it is sent. */
export function wrapTabMessage(message: TabMessage): unknown {
  return { version: TAB_PROTOCOL, message }
}

/** The message in what came; null for what another version of the app, or anything else, sent. */
export function unwrapTabMessage(data: unknown): TabMessage | null {
  return Envelope.safeParse(data).data?.message ?? null
}

/** A line between the tabs of one origin, by the browser's BroadcastChannel. */
export function browserTabChannel(docName: string): TabChannel {
  const channel = new BroadcastChannel(`storycanvas:doc:${docName}`)
  return {
    post: (message) => channel.postMessage(wrapTabMessage(message)),
    onMessage: (listener) =>
      channel.addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = unwrapTabMessage(event.data)
        if (message) listener(message)
      }),
    close: () => channel.close(),
  }
}
