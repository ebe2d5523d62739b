import { z } from 'zod'
import { ServerEvent } from '#shared/protocol/jobs.ts'
import { backoffDelay } from '#shared/util/backoff.ts'
import type { Random } from '#shared/util/random.ts'
import type { DeviceSettings } from '../storage/device-settings.ts'
import type { TabRole } from '../sync/tab-leader.ts'
import { writable } from './store.ts'
import type { Readable } from './store.ts'

/** Whether the server can be reached. */
export interface ServerFacts {
  /** True once a sync server has ever answered on this device. */
  readonly known: boolean
  /** True while its event stream is open. */
  readonly answering: boolean
}

/** Opens an event stream: the browser's `EventSource` in the product. */
export type OpenEvents = (handlers: {
  readonly onOpen: () => void
  readonly onMessage: (data: string) => void
  readonly onClose: () => void
}) => () => void

/** What the link works with. */
export interface ServerLinkServices {
  readonly settings: DeviceSettings
  readonly leader: Readable<TabRole>
  readonly openEvents: OpenEvents
  /** The line between tabs: the leading tab passes on what it hears. */
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'close'>
  readonly random: Random
}

/** What tabs tell each other of the server. Messages of another number come from another version of the app. */
const TabNews = z.object({
  version: z.literal(1),
  news: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('ask') }),
    z.object({ kind: z.literal('facts'), answering: z.boolean() }),
    z.object({ kind: z.literal('event'), data: z.string() }),
  ]),
})
type TabNews = z.infer<typeof TabNews>['news']

const KNOWN_KEY = 'server-known'
const RETRY = { firstMs: 1_000, maxMs: 15_000 }

/** The stream of events of the server: one tab holds it, all tabs hear it. */
export class ServerLink implements Readable<ServerFacts> {
  readonly #services: ServerLinkServices
  readonly #facts: ReturnType<typeof writable<ServerFacts>>
  readonly #listeners = new Set<(event: ServerEvent) => void>()
  readonly #stops: (() => void)[] = []
  #closeEvents: (() => void) | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #attempt = 0

  private constructor(services: ServerLinkServices, known: boolean) {
    this.#services = services
    this.#facts = writable<ServerFacts>({ known, answering: false })
  }

  /** Starts to listen, in this tab or through the one that leads. */
  static async open(services: ServerLinkServices): Promise<ServerLink> {
    const link = new ServerLink(services, (await services.settings.get(KNOWN_KEY)) === true)
    services.channel.addEventListener('message', (event) => link.#onTabMessage((event as MessageEvent<unknown>).data))
    link.#stops.push(services.leader.subscribe(link.#follow))
    link.#follow()
    if (services.leader.get() === 'follower') link.#tellTabs({ kind: 'ask' })
    return link
  }

  readonly get = (): ServerFacts => this.#facts.get()
  readonly subscribe = (listener: () => void): (() => void) => this.#facts.subscribe(listener)

  /** Calls back for each event, in every tab. */
  onEvent(listener: (event: ServerEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes note that the server has just answered in some other way. */
  noteAnswer(): void {
    if (!this.#facts.get().known) void this.#services.settings.set(KNOWN_KEY, true)
    this.#patch({ known: true })
  }

  /** Tries at once instead of after the pause. */
  retry(): void {
    if (this.#services.leader.get() === 'leader' && !this.#closeEvents) this.#connect()
  }

  close(): void {
    for (const stop of this.#stops) stop()
    this.#disconnect()
    this.#services.channel.close()
  }

  readonly #follow = (): void => {
    if (this.#services.leader.get() === 'leader') {
      if (!this.#closeEvents) this.#connect()
    } else this.#disconnect()
  }

  #connect(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#closeEvents = this.#services.openEvents({
      onOpen: () => {
        this.#attempt = 0
        this.noteAnswer()
        this.#setAnswering(true)
      },
      onMessage: (data) => this.#onData(data),
      onClose: () => {
        this.#disconnect()
        this.#setAnswering(false)
        if (this.#services.leader.get() !== 'leader') return
        this.#timer = setTimeout(() => this.#connect(), backoffDelay(this.#attempt, this.#services.random, RETRY))
        this.#attempt += 1
      },
    })
  }

  #disconnect(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const close = this.#closeEvents
    this.#closeEvents = null
    close?.()
  }

  #setAnswering(answering: boolean): void {
    this.#patch({ answering })
    this.#tellTabs({ kind: 'facts', answering })
  }

  #patch(change: Partial<ServerFacts>): void {
    const before = this.#facts.get()
    const after = { ...before, ...change }
    if (after.known !== before.known || after.answering !== before.answering) this.#facts.set(after)
  }

  #onData(data: string): void {
    const event = parseEvent(data)
    if (!event) return
    this.#tellTabs({ kind: 'event', data })
    this.#tell(event)
  }

  #tell(event: ServerEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }

  #tellTabs(news: TabNews): void {
    this.#services.channel.postMessage({ version: 1, news } satisfies z.infer<typeof TabNews>)
  }

  #onTabMessage(data: unknown): void {
    const news = TabNews.safeParse(data).data?.news
    switch (news?.kind) {
      case 'ask':
        if (this.#services.leader.get() === 'leader') this.#setAnswering(this.#facts.get().answering)
        return
      case 'facts':
        return this.#patch({ answering: news.answering, known: this.#facts.get().known || news.answering })
      case 'event': {
        const event = parseEvent(news.data)
        if (event) this.#tell(event)
        return
      }
      case undefined:
        return
    }
  }
}

/** An event as the protocol has it; null for what a newer server may say and this version does not know. */
function parseEvent(data: string): ServerEvent | null {
  try {
    const parsed = ServerEvent.safeParse(JSON.parse(data))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The browser's event stream. It would retry by itself, but without saying so; the link decides when. */
export function browserEvents(url: string): OpenEvents {
  return ({ onOpen, onMessage, onClose }) => {
    const source = new EventSource(url)
    source.addEventListener('open', onOpen)
    source.addEventListener('error', onClose)
    source.addEventListener('message', (event) => onMessage(String(event.data)))
    for (const type of ['hello', 'job', 'job-removed', 'servers', 'projects', 'versions']) {
      source.addEventListener(type, (event) => onMessage(String((event as MessageEvent<unknown>).data)))
    }
    return () => source.close()
  }
}
