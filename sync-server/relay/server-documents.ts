import * as Y from 'yjs'
import { assert } from '#shared/util/assert.ts'
import { decodeUpdate } from './decode-update.ts'
import { mergeStepwise } from './document-bytes.ts'
import { outlineInThread, outlineOf, type DocumentOutline, type OutlineRoots } from './document-thread.ts'
import type { Room } from './room.ts'

/** The origin of changes that come out of a room into a document held by the server. */
const FROM_ROOM = Symbol('from the room')

interface OpenDocument {
  readonly room: Room
  readonly doc: Y.Doc
  /** Edits of the server that are in `doc` but not yet in the log. */
  uncommitted: number
  usedAt: number
}

/** The documents that the server itself reads and edits: a bounded number of `Y.Doc`s, each kept up with its room. */
export class ServerDocuments {
  readonly #openRoom: (name: string) => Room
  readonly #limit: number
  readonly #now: () => number
  /** Least recently used first. */
  readonly #documents = new Map<string, OpenDocument>()

  constructor(openRoom: (name: string) => Room, limit: number, now: () => number) {
    this.#openRoom = openRoom
    this.#limit = limit
    this.#now = now
  }

  /**
   * Lets `run` edit the document and resolves with its result once the edit is durable and passed on. When `run`
   * throws, or the edit cannot be kept, nothing of it remains and the error comes back.
   */
  async edit<T>(name: string, run: (doc: Y.Doc) => T): Promise<T> {
    const open = await this.#open(name)
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array): number => updates.push(update)
    open.doc.on('update', collect)
    let result: T
    try {
      result = run(open.doc)
    } catch (error) {
      if (updates.length > 0) this.#drop(open)
      throw error
    } finally {
      open.doc.off('update', collect)
    }
    if (updates.length > 0) await this.#commit(open, mergeStepwise(updates))
    return result
  }

  /** Lets `read` look at the document as it is committed. It must not write. */
  async read<T>(name: string, read: (doc: Y.Doc) => T): Promise<T> {
    for (;;) {
      const open = await this.#open(name)
      if (open.uncommitted === 0) return read(open.doc)
      await new Promise<void>((resolve) => open.room.afterCommit(null, () => resolve()))
    }
  }

  /** What can be told of a committed document in a few words. One that is not open is opened only where it is small. */
  async outline(name: string, roots: OutlineRoots): Promise<DocumentOutline> {
    if (!this.#documents.has(name)) {
      const room = await this.#current(name)
      const outline = await outlineInThread(room.content.parts(), roots)
      if (outline) return outline
    }
    return this.read(name, (doc) => outlineOf(doc, roots))
  }

  /** Brings the document of a room, where it is open, up to what was just committed. */
  apply(room: Room, updates: readonly Uint8Array[]): void {
    const open = this.#documents.get(room.name)
    if (open?.room !== room) return
    try {
      open.doc.transact(() => {
        for (const update of updates) Y.applyUpdate(open.doc, update, FROM_ROOM)
      }, FROM_ROOM)
    } catch (error) {
      // It may have taken half of them; the next use builds it anew.
      this.#drop(open)
      throw error
    }
  }

  /** Forgets the documents whose last use counts as long ago. */
  closeUnused(isUnused: (usedAt: number) => boolean): void {
    for (const open of this.#documents.values()) {
      if (isUnused(open.usedAt) && open.uncommitted === 0) this.#drop(open)
    }
  }

  async #current(name: string): Promise<Room> {
    const room = this.#openRoom(name)
    room.pins += 1
    try {
      await room.current()
    } finally {
      room.pins -= 1
    }
    return room
  }

  async #open(name: string): Promise<OpenDocument> {
    const room = await this.#current(name)
    const known = this.#documents.get(name)
    const open = known?.room === room ? known : this.#build(room)
    open.usedAt = this.#now()
    this.#documents.delete(name)
    this.#documents.set(name, open)
    this.#evict()
    return open
  }

  #build(room: Room): OpenDocument {
    const doc = new Y.Doc()
    doc.transact(() => {
      for (const part of room.content.parts()) Y.applyUpdate(doc, part, FROM_ROOM)
    }, FROM_ROOM)
    room.pins += 1
    return { room, doc, uncommitted: 0, usedAt: this.#now() }
  }

  async #commit(open: OpenDocument, bytes: Uint8Array): Promise<void> {
    const update = decodeUpdate(bytes)
    const verdict = open.room.judge(update)
    assert(verdict !== 'past-missing', 'an edit of the server follows on what its room has')
    open.uncommitted += 1
    try {
      await new Promise<void>((resolve, reject) => {
        const settled = (error: unknown): void => (error ? reject(error as Error) : resolve())
        if (verdict === 'known') open.room.afterCommit(null, settled)
        else open.room.submit(update, null, settled)
      })
    } catch (error) {
      this.#drop(open)
      throw error
    } finally {
      open.uncommitted -= 1
    }
  }

  #evict(): void {
    for (const open of this.#documents.values()) {
      if (this.#documents.size <= this.#limit) return
      if (open.uncommitted === 0) this.#drop(open)
    }
  }

  #drop(open: OpenDocument): void {
    if (this.#documents.get(open.room.name) !== open) return
    this.#documents.delete(open.room.name)
    open.room.pins -= 1
    open.doc.destroy()
  }
}
