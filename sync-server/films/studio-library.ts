import type * as Y from 'yjs'
import type { DocumentAccess } from '#server/relay/relay.ts'
import type { CommandContext } from '#shared/commands/command.ts'
import { LibraryCache } from '#shared/document/library-cache.ts'
import { openLibraryDoc, type LibraryDoc } from '#shared/document/library-doc.ts'
import type { LibrarySnapshot } from '#shared/document/library-records.ts'
import { changeOrigin } from '#shared/document/origins.ts'
import { roomName } from '#shared/protocol/rooms.ts'
import { UNNAMED, type Requester } from './requester.ts'

/** What the library uses. */
export interface StudioLibraryServices {
  readonly documents: DocumentAccess
  readonly now: () => number
  readonly newId: () => string
}

/** An edit of the library: its document, what it reads like before and after the commands, and the context for them. */
export interface LibraryEdit {
  readonly doc: LibraryDoc
  readonly before: LibrarySnapshot
  readonly after: () => LibrarySnapshot
  readonly context: CommandContext
}

const REST = changeOrigin('rest')
const ROOM = roomName({ kind: 'library' })

/** Reads and edits the studio's library as browsers do; each edit resolves once it is durable. */
export class StudioLibrary {
  readonly #services: StudioLibraryServices
  /** Records of the document while the relay keeps it open. */
  readonly #caches = new WeakMap<Y.Doc, LibraryCache>()

  constructor(services: StudioLibraryServices) {
    this.#services = services
  }

  /** Reads the library. */
  read<T>(read: (snapshot: LibrarySnapshot) => T): Promise<T> {
    return this.#services.documents.readDocument(ROOM, (ydoc) => read(this.#cacheOf(ydoc).snapshot()))
  }

  /** Edits the library; `run` may throw command errors, and nothing is changed then. */
  edit<T>(run: (edit: LibraryEdit) => T, by?: Requester): Promise<T> {
    const { documents, now, newId } = this.#services
    const context: CommandContext = { origin: REST, now, ...(by ?? { newId, actor: UNNAMED }) }
    return documents.withDocument(ROOM, (ydoc) => {
      const cache = this.#cacheOf(ydoc)
      return run({ doc: openLibraryDoc(ydoc), before: cache.snapshot(), after: () => cache.snapshot(), context })
    })
  }

  #cacheOf(ydoc: Y.Doc): LibraryCache {
    const known = this.#caches.get(ydoc)
    if (known) return known
    const cache = new LibraryCache(openLibraryDoc(ydoc))
    this.#caches.set(ydoc, cache)
    return cache
  }
}
