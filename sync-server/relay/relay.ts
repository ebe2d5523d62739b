import type * as Y from 'yjs'
import type { FanOut } from '#server/fan-out/fan-out.ts'
import type { DocumentLog } from '#server/storage/document-log.ts'
import type { Identity } from '#server/auth/identity.ts'
import { roomAccess, type RoomVisitor } from '#server/auth/permissions.ts'
import type { Service } from '#server/services/service.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import { parseRoom } from '#shared/protocol/rooms.ts'
import { AnswerBudget } from './answer-budget.ts'
import { CommitQueue } from './commit-queue.ts'
import { Compactor } from './compaction.ts'
import type { GuardedPeer } from './room-gate.ts'
import type { ConnectionReport } from './connection-settings.ts'
import { Connection, type ConnectionServices } from './connection.ts'
import type { PeerSocket } from './peer-socket.ts'
import type { DocumentOutline, OutlineRoots } from './document-thread.ts'
import { DEFAULT_RELAY_OPTIONS, type RelayOptions } from './relay-options.ts'
import { Room, type RoomChange, type RoomServices } from './room.ts'
import { ServerDocuments } from './server-documents.ts'
import { SharedRooms } from './shared-rooms.ts'

/** What the relay needs from the rest of the server. */
export interface RelayServices {
  readonly log: DocumentLog
  /** The way to other processes that write to the same log; null or absent where there are none. */
  readonly fanOut?: FanOut | null
  readonly now: () => number
  readonly options?: Partial<RelayOptions>
  /** Hears of every connection that was sent away, and why. */
  readonly report: (report: ConnectionReport) => void
  /** Hears of trouble with storage that touches a whole room. */
  readonly reportRoom: (room: string, message: string, error: unknown) => void
}

/** Reading and editing documents as a peer of their rooms. */
export interface DocumentAccess {
  /**
   * Lets `run` edit the document of a room. Resolves with its result once the edit is durable and passed on; where
   * `run` throws, or the edit cannot be kept, nothing of it remains.
   */
  withDocument<T>(room: string, run: (doc: Y.Doc) => T): Promise<T>
  /** Lets `read` look at the committed document of a room. It must not write, nor keep the document. */
  readDocument<T>(room: string, read: (doc: Y.Doc) => T): Promise<T>
}

/** Looking at documents from afar. */
export interface OutlineAccess {
  /** The plain fields of one root map, and the keys of others. A large document is read in a thread. */
  readOutline(room: string, roots: OutlineRoots): Promise<DocumentOutline>
}

/** How a peer comes in. */
export interface PeerAdmission {
  readonly wantsSaved: boolean
  readonly author: string | null
  /** Null for somebody who has to sign in first. */
  readonly visitor: RoomVisitor | null
  readonly identity?: Identity | null
  /** Makes them the owner of a film that nobody has made yet, with the first that they write into its rooms. */
  readonly claim?: (() => Promise<boolean>) | null
  /** Hears of the peer once it is in. */
  readonly onConnected?: (peer: GuardedPeer) => void
}

/** Peers that are looked after in one turn of the event loop, and the share of the time between two pings in which all are. */
const HEARTBEATS_A_TURN = 10
const HEARTBEAT_SHARE = 1 / 3

/** A process that only listens compacts when this many times as much follows the snapshot. */
const RECEIVED_FACTOR = 4

/** Passes document updates and awareness between peers, and keeps the former. See SPEC.md. */
export class Relay implements Service, DocumentAccess, OutlineAccess {
  readonly name = 'relay'
  readonly #services: RelayServices
  readonly #options: RelayOptions
  readonly #rooms = new Map<string, Room>()
  readonly #roomServices: RoomServices
  readonly #commits: CommitQueue
  readonly #compactor: Compactor
  readonly #documents: ServerDocuments
  readonly #shared: SharedRooms | null
  readonly #committedListeners = new Set<(room: string, change: RoomChange) => void>()
  readonly #timers: NodeJS.Timeout[] = []
  readonly #connectionServices: ConnectionServices
  #closing = false

  constructor(services: RelayServices) {
    this.#services = services
    this.#options = { ...DEFAULT_RELAY_OPTIONS, ...services.options }
    this.#connectionServices = {
      options: this.#options,
      answers: new AnswerBudget(this.#options.maxAnswerBytes),
      report: services.report,
      onLeft: (room) => this.#forgetBlank(room),
    }
    this.#commits = new CommitQueue(services.log)
    this.#compactor = new Compactor(services.log, (room, error) =>
      services.reportRoom(room.name, 'The document could not be compacted; it stays as it is', error),
    )
    this.#documents = new ServerDocuments((name) => this.#room(name), this.#options.openDocuments, services.now)
    const { log, fanOut, now } = services
    const shared = fanOut
      ? new SharedRooms({
          log,
          fanOut,
          now,
          options: this.#options,
          onReload: (room) => this.#readAnew(room),
          onFailed: (room, error) => this.#lagging(room, error),
        })
      : null
    this.#shared = shared
    this.#roomServices = {
      log,
      commits: this.#commits,
      now,
      options: this.#options,
      link: shared && ((room) => shared.link(room)),
      onReceived: (room, update) => this.#received(room, update),
      onCommitted: (room, updates, change) => this.#committed(room, updates, change),
      onCommitFailed: (room, error) => services.reportRoom(room.name, 'Changes could not be saved', error),
      onBroken: (room, error) => this.#broken(room, error),
    }
  }

  get options(): RelayOptions {
    return this.#options
  }

  /** Rooms in memory and the peers in them. */
  get load(): { readonly rooms: number; readonly connections: number } {
    const rooms = [...this.#rooms.values()]
    return { rooms: rooms.length, connections: rooms.reduce((sum, room) => sum + room.connections.size, 0) }
  }

  /** All who are in. */
  *peers(): Iterable<GuardedPeer> {
    for (const room of [...this.#rooms.values()]) yield* [...room.connections]
  }

  /** Whether a peer is in a room: in this process, or in another one that has told of the peer's presence. */
  isOccupied(name: string): boolean {
    const room = this.#rooms.get(name)
    return room !== undefined && (room.connections.size > 0 || room.encodePresence() !== null)
  }

  /** Calls `listener` with the name of a room after each commit of it, and what it did. Returns the way to stop. */
  onCommitted(listener: (room: string, change: RoomChange) => void): () => void {
    this.#committedListeners.add(listener)
    return () => this.#committedListeners.delete(listener)
  }

  /** Lets a peer into a room; null where it was sent away at once. */
  connect(socket: PeerSocket, roomName: string, admission: PeerAdmission): Connection | null {
    const { wantsSaved, author, visitor, identity = null, claim = null } = admission
    if (this.#closing) {
      socket.close(1001, 'The server is stopping')
      return null
    }
    const named = parseRoom(roomName)
    if (!named || roomName !== roomName.toLowerCase()) {
      this.#services.report({ room: roomName.slice(0, 100), code: CloseCode.noSuchRoom, reason: 'Unknown room' })
      socket.close(CloseCode.noSuchRoom, 'There is no such room')
      return null
    }
    if (!visitor) {
      this.#services.report({ room: roomName, code: CloseCode.signIn, reason: 'Nobody is signed in' })
      socket.close(CloseCode.signIn, 'Sign in first: this server asks who you are')
      return null
    }
    const access = roomAccess(named.kind, visitor)
    if (access === 'none' && !claim) {
      this.#services.report({ room: roomName, code: CloseCode.notAllowed, reason: 'No role in this room' })
      socket.close(CloseCode.notAllowed, 'You have no access to this film')
      return null
    }
    const room = this.#room(roomName)
    room.usedAt = this.#services.now()
    const settings = { wantsSaved, author, mayWrite: access === 'write', identity, claim }
    const connection = new Connection(socket, room, settings, this.#connectionServices)
    admission.onConnected?.(connection)
    return connection
  }

  withDocument<T>(room: string, run: (doc: Y.Doc) => T): Promise<T> {
    return this.#documents.edit(room, run)
  }

  readDocument<T>(room: string, read: (doc: Y.Doc) => T): Promise<T> {
    return this.#documents.read(room, read)
  }

  readOutline(room: string, roots: OutlineRoots): Promise<DocumentOutline> {
    return this.#documents.outline(room, roots)
  }

  /** Reads a room anew where its log was written by other means, here and in the other processes; its peers come back. */
  reload(name: string): void {
    this.#shared?.tellReload(name)
    this.#readAnew(name)
  }

  #readAnew(name: string): void {
    const room = this.#rooms.get(name)
    if (!room) return
    this.#forget(room)
    for (const connection of room.connections) connection.close(CloseCode.internalError, 'Connect again')
  }

  async run(): Promise<void> {
    const every = (ms: number, act: () => void): void => {
      this.#timers.push(setInterval(act, ms).unref())
    }
    this.#shared?.run()
    every(this.#options.pingMs, () => void this.#heartbeat())
    every(Math.max(10, this.#options.idleMs / 3), () => this.#unloadIdle())
  }

  /** Takes no more peers, sends those away that are here, and finishes what was accepted from them. */
  async drain(): Promise<void> {
    this.#closing = true
    await this.#commits.drain()
    for (const room of this.#rooms.values()) {
      for (const connection of room.connections) connection.close(1001, 'The server is stopping')
    }
    this.#shared?.drain()
    await this.#compactor.drain()
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#commits.drain()
    this.#shared?.stop()
    this.#rooms.clear()
  }

  #room(name: string): Room {
    const known = this.#rooms.get(name)
    if (known) return known
    const room = new Room(name, this.#roomServices)
    this.#rooms.set(name, room)
    room.loaded.then(
      () => {
        this.#compactWhereDue(room)
        this.#forgetBlank(room)
      },
      (error: unknown) => {
        // The next peer tries again.
        this.#forget(room)
        this.#services.reportRoom(name, 'The document could not be read', error)
      },
    )
    return room
  }

  #committed(room: Room, updates: readonly Uint8Array[], change: RoomChange): void {
    this.#attempt(room, () => this.#documents.apply(room, updates))
    this.#compactWhereDue(room)
    for (const listener of this.#committedListeners) this.#attempt(room, () => listener(room.name, change))
  }

  /** What follows on a commit must not undo it: the peers hear of it whatever else goes wrong. */
  #attempt(room: Room, act: () => void): void {
    try {
      act()
    } catch (error) {
      this.#services.reportRoom(room.name, 'A change was kept, and then an error came up', error)
    }
  }

  /** Its peers come back to a room that is read anew. */
  #broken(room: Room, error: unknown): void {
    this.#services.reportRoom(room.name, 'The room met an error of the server and is read anew', error)
    this.#forget(room)
    for (const connection of room.connections) {
      connection.close(CloseCode.internalError, 'The server met an error of its own; connect again')
    }
  }

  #compactWhereDue(room: Room, factor = 1): void {
    const due = this.#options.compactAfter
    const dueBytes = Math.max(due.bytes, (room.content.base?.update.length ?? 0) * due.share)
    const isDue = room.tail.updates >= due.updates * factor || room.tail.bytes >= dueBytes * factor
    if (isDue) this.#compactor.request(room)
  }

  #received(room: Room, update: Uint8Array): void {
    this.#attempt(room, () => this.#documents.apply(room, [update]))
    // Whoever commits compacts; the others fold only where that leaves too much in their memory.
    this.#compactWhereDue(room, RECEIVED_FACTOR)
  }

  #lagging(room: string, error: unknown): void {
    this.#services.reportRoom(room, 'What other servers have stored could not be read yet', error)
  }

  async #heartbeat(): Promise<void> {
    const all = [...this.#rooms.values()].flatMap((room) => [...room.connections])
    // A thousand pings at once would hold up everybody's edits; each connection keeps its place, and so its rhythm.
    const restMs = (this.#options.pingMs * HEARTBEAT_SHARE * HEARTBEATS_A_TURN) / all.length
    for (const [at, connection] of all.entries()) {
      if (at > 0 && at % HEARTBEATS_A_TURN === 0) await new Promise((resolve) => setTimeout(resolve, restMs).unref())
      if (this.#closing) return
      connection.heartbeat()
    }
  }

  #unloadIdle(): void {
    const now = this.#services.now()
    // What was used in the future was used before the clock was set back.
    const isUnused = (usedAt: number): boolean => usedAt < now - this.#options.idleMs || usedAt > now
    this.#documents.closeUnused(isUnused)
    for (const room of this.#rooms.values()) {
      if (room.idle && isUnused(room.usedAt)) this.#forget(room)
    }
  }

  /** A room that nobody has written into and nobody is in: who knocks at a million of them leaves nothing. */
  #forgetBlank(room: Room): void {
    if (room.blank && room.idle && this.#rooms.get(room.name) === room) this.#forget(room)
  }

  #forget(room: Room): void {
    if (this.#rooms.get(room.name) === room) this.#rooms.delete(room.name)
    if (room.link) this.#shared?.unlink(room.link)
  }
}
