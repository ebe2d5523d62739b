import type { Logger } from '#server/observability/logger.ts'
import type { OutlineAccess } from '#server/relay/relay.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import type { RoomNews } from './catalog-refresher.ts'
import type { Service } from './service.ts'

/** Milliseconds in which changes are gathered. */
const GATHER_MS = 500

const ROOM = roomName({ kind: 'library' })

/** Where the library refers to files. */
const OUTLINE = { fields: 'meta', keys: [], hashesIn: ['characters', 'styles', 'presets', 'recipes', 'pool'] } as const

/** What it uses. */
export interface LibraryMediaServices {
  readonly documents: OutlineAccess & RoomNews
  /** Notes the files that the library refers to. */
  readonly note: (hashes: readonly string[]) => Promise<void>
  readonly logger: Logger
}

/** Keeps up with the files that the studio's library refers to, so that everybody with an account may read them. */
export class LibraryMedia implements Service {
  readonly name = 'library media'
  readonly #services: LibraryMediaServices
  #unsubscribe: (() => void) | null = null
  #timer: NodeJS.Timeout | null = null
  #isBehind = true

  constructor(services: LibraryMediaServices) {
    this.#services = services
  }

  async run(): Promise<void> {
    this.#unsubscribe = this.#services.documents.onCommitted((room, { textOnly }) => {
      if (room !== ROOM || textOnly) return
      this.#isBehind = true
      this.#timer ??= setTimeout(() => void this.refresh(), GATHER_MS).unref()
    })
  }

  /** Brings what is noted up to all that this server has committed before now. */
  async refresh(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (!this.#isBehind) return
    this.#isBehind = false
    const { documents, note, logger } = this.#services
    try {
      await note((await documents.readOutline(ROOM, OUTLINE)).hashes)
    } catch (error) {
      this.#isBehind = true
      logger.error({ err: error }, 'the files of the library could not be looked up')
    }
  }

  async drain(): Promise<void> {
    this.#unsubscribe?.()
    await this.refresh()
  }

  async stop(): Promise<void> {}
}
