import type { Identity } from '#server/auth/identity.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import type { AnswerBudget } from './answer-budget.ts'
import type { ConnectionReport, ConnectionSettings } from './connection-settings.ts'
import { decodeLongPeerUpdate, decodePeerUpdate, LONG_UPDATE_BYTES } from './decode-update.ts'
import { MalformedUpdate, OversizedUpdate, type DecodedUpdate } from './decoded-update.ts'
import { awarenessFrame, deniedFrame, MalformedFrame, readFrame, readStateVector } from './frames.ts'
import { PeerAnswers } from './peer-answers.ts'
import type { RelayOptions } from './relay-options.ts'
import { EMPTY_AWARENESS } from './room-awareness.ts'
import type { Room } from './room.ts'
import type { PeerSocket } from './peer-socket.ts'
import { SavedReceipts } from './saved-receipts.ts'
import { SignsOfLife } from './signs-of-life.ts'
import { withoutKnown } from './trim-update.ts'
import { countNewRanges } from './update-index.ts'

/** Milliseconds in which a peer that was told to go has to go. */
const CLOSE_GRACE_MS = 2000

/** Updates of one peer that may be on their way to the log; it is not read from until they are fewer. */
const UPDATES_UNDER_WAY = 2048

/** Updates in a row that build on what the room does not have, after which their peer has to start over. */
const UPDATES_WITHOUT_PAST = 1000

/** Bytes of memory that a frame takes beside its content while it waits. */
const WAITING_FRAME_BYTES = 200

/** What the connections of a relay share. */
export interface ConnectionServices {
  readonly options: RelayOptions
  readonly answers: AnswerBudget
  readonly report: (report: ConnectionReport) => void
  /** Hears of a room that a connection has left. */
  readonly onLeft: (room: Room) => void
}

/** One peer in one room: reads its frames, answers them, and sees to it that it neither floods nor falls behind. */
export class Connection {
  readonly author: string | null
  readonly identity: Identity | null
  readonly #socket: PeerSocket
  readonly #room: Room
  readonly #settings: ConnectionSettings
  readonly #services: ConnectionServices
  /** Null while no question is open. */
  #answers: PeerAnswers | null = null
  /** Null until the peer has sent an update. */
  #receipts: SavedReceipts | null = null
  #mayWrite: boolean
  #claim: (() => Promise<boolean>) | null
  #open = true
  #early: { frames: Uint8Array[]; bytes: number } | null = { frames: [], bytes: 0 }
  #updatesUnderWay = 0
  #held = false
  /** Updates in a row whose past is missing, and whether the peer has been asked for it. */
  #withoutPast = 0
  #askedForPast = false
  #presenceTimer: NodeJS.Timeout | null = null
  readonly #life = new SignsOfLife()

  constructor(socket: PeerSocket, room: Room, settings: ConnectionSettings, services: ConnectionServices) {
    this.#socket = socket
    this.#room = room
    this.#settings = settings
    this.#services = services
    this.author = settings.author
    this.identity = settings.identity
    this.#mayWrite = settings.mayWrite
    this.#claim = settings.claim
    room.connections.add(this)
    room.current().then(
      () => this.#guarded(() => this.#begin()),
      (cause: unknown) => this.#unreadable(cause),
    )
  }

  get roomName(): string {
    return this.#room.name
  }

  /** Whether what it sends is taken. */
  get mayWrite(): boolean {
    return this.#mayWrite
  }

  /** A message of the peer; it may be a view of a larger buffer. Never throws. */
  receive(data: Uint8Array | string): void {
    if (!this.#open) return
    if (typeof data === 'string') {
      this.close(CloseCode.malformedFrame, 'This is not a relay message: text instead of bytes')
    } else {
      this.#guarded(() => this.#take(data))
    }
  }

  /** The socket has closed. */
  closed(): void {
    this.#leave()
  }

  /** Looks whether the peer is still there, and shows it that the server is. */
  heartbeat(): void {
    if (this.#life.areMissing(this.#socket, this.#held)) {
      this.#leave()
      this.#services.report({ room: this.#room.name, code: GONE_SILENTLY, reason: 'It neither read nor answered' })
      this.#socket.terminate()
      return
    }
    this.#askedForPast = false
    this.#socket.ping()
    this.send(awarenessFrame(EMPTY_AWARENESS))
  }

  /** Sends a frame, unless the peer reads so slowly that it has to start over. */
  send(frame: Uint8Array): void {
    if (!this.#mayStillSend()) return
    this.#life.sentBytes += frame.length
    this.#guarded(() => this.#socket.send(frame))
  }

  /** Sends the peer away. A code from 4400 to 4499 tells it not to come back by itself. */
  close(code: number, reason: string, cause?: unknown): void {
    if (!this.#open) return
    this.#leave()
    this.#services.report({ room: this.#room.name, code, reason, cause })
    this.#socket.close(code, reason)
    // Whether the peer has seen it can only be read.
    if (this.#held) this.#socket.letGo()
    // A peer that reads nothing never sees the close frame.
    setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref()
  }

  /** An error that nobody foresaw is this connection's alone: no other peer, no room and no process ends for it. */
  #guarded(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    if (error instanceof OversizedUpdate) this.close(CloseCode.frameTooLarge, error.message)
    else if (error instanceof MalformedFrame || error instanceof MalformedUpdate) {
      this.close(CloseCode.malformedFrame, error.message, error.cause)
    } else this.close(CloseCode.internalError, 'The server met an error of its own; connect again', error)
  }

  #leave(): void {
    if (!this.#open) return
    this.#open = false
    this.#early = null
    if (this.#presenceTimer) clearTimeout(this.#presenceTimer)
    this.#answers?.stop()
    this.#room.connections.delete(this)
    this.#room.forgetPresenceOf(this)
    this.#services.onLeft(this.#room)
  }

  #mayStillSend(): boolean {
    if (!this.#open) return false
    const slow = this.#socket.bufferedBytes - (this.#answers?.bytesUnderWay ?? 0)
    if (slow <= this.#services.options.maxBufferedBytes) return true
    this.close(CloseCode.slowReader, 'Too slow to follow; connect again')
    return false
  }

  #sendParts(parts: readonly Uint8Array[], flushed?: () => void): void {
    if (!this.#mayStillSend()) return
    for (const part of parts) this.#life.sentBytes += part.length
    this.#socket.sendParts(parts, flushed)
  }

  #keepForLater(early: { frames: Uint8Array[]; bytes: number }, frame: Uint8Array): void {
    early.frames.push(frame)
    early.bytes += frame.length + WAITING_FRAME_BYTES
    this.#hold()
    if (early.bytes > this.#services.options.maxBufferedBytes) {
      this.close(CloseCode.slowReader, 'Too much was sent before the document was open; connect again')
    }
  }

  #hold(): void {
    if (this.#held) return
    this.#held = true
    this.#socket.hold()
  }

  #letGo(): void {
    if (!this.#held || this.#early || this.#updatesUnderWay > UPDATES_UNDER_WAY) return
    this.#held = false
    this.#socket.letGo()
  }

  #take(frame: Uint8Array): void {
    if (this.#early) this.#keepForLater(this.#early, frame)
    else if (this.#open) this.#handle(frame)
  }

  #begin(): void {
    if (!this.#open) return
    // At once, so that nobody types what will not be kept.
    if (!this.#mayWrite && !this.#claim) this.#sendDenied()
    this.send(this.#room.questionFrame())
    this.#sendAwareness()
    const early = this.#early
    this.#early = null
    if (early) this.#resume(early)
  }

  /** Handles the frames that had to wait, in their order; where one has to wait again, the others stay behind it. */
  #resume({ frames }: { readonly frames: readonly Uint8Array[] }): void {
    for (const frame of frames) this.#take(frame)
    this.#letGo()
  }

  #unreadable(cause: unknown): void {
    const reason = 'The document could not be read'
    // A database that other servers use as well is away for a while and comes back.
    this.close(this.#room.link ? CloseCode.slowReader : CloseCode.storageFailed, reason, cause)
  }

  #handle(data: Uint8Array): void {
    const frame = readFrame(data)
    switch (frame.type) {
      case 'state-vector':
        return this.#openAnswers().ask(readStateVector(frame.bytes, this.#room.index.clocks))
      case 'update':
        return this.#takeUpdate(frame.bytes)
      case 'awareness':
        return this.#takeAwareness(frame.bytes)
      case 'query-awareness':
        return this.#answerPresenceQuery()
    }
  }

  #openAnswers(): PeerAnswers {
    this.#answers ??= new PeerAnswers({
      room: this.#room,
      budget: this.#services.answers,
      afterCommit: (then) =>
        this.#room.afterCommit(this, (error) => (error ? this.#notSaved(error) : this.#guarded(then))),
      send: (parts, flushed) => this.#sendParts(parts, flushed && (() => this.#guarded(flushed))),
      onFailed: (cause) => this.#failed(cause),
      onQuiet: () => {
        this.#answers = null
      },
    })
    return this.#answers
  }

  #takeUpdate(bytes: Uint8Array): void {
    const limits = this.#services.options.updates
    if (bytes.length <= LONG_UPDATE_BYTES) this.#takeDecoded(decodePeerUpdate(bytes, limits))
    else this.#waitFor(decodeLongPeerUpdate(bytes, limits), (update) => this.#takeDecoded(update))
  }

  #takeDecoded(update: DecodedUpdate, looked = false): void {
    const verdict = this.#room.judge(update)
    if (verdict === 'past-missing') {
      if (this.#room.link && !looked) this.#lookForPast(update)
      else this.#askForPast()
      return
    }
    if (verdict === 'new' && !this.#mayWrite) return this.#takeUnasked(update)
    if (verdict === 'new') this.#checkNewRanges(update)
    this.#withoutPast = 0
    this.#askedForPast = false
    this.#receipts ??= new SavedReceipts(this, this.#room)
    if (verdict === 'known') return this.#receipts.again(update, (clients, error) => this.#settled(clients, error))
    this.#updatesUnderWay += 1
    if (this.#updatesUnderWay > UPDATES_UNDER_WAY) this.#hold()
    const clients = [...update.structs.keys()]
    const fresh = withoutKnown(update, (client) => this.#room.acceptedClockOf(client))
    this.#room.submit({ ...update, bytes: ownBytes(fresh) }, this, (error) => {
      this.#updatesUnderWay -= 1
      this.#settled(clients, error)
      this.#letGo()
    })
  }

  /**
   * A room keeps what is deleted in order, which costs more the more there is; and every peer that comes back brings all
   * of it. Throws `OversizedUpdate`.
   */
  #checkNewRanges(update: DecodedUpdate): void {
    const { ranges, newRanges } = this.#services.options.updates
    const { index } = this.#room
    const most = Math.min(newRanges, ranges - index.deleted.count)
    if (countNewRanges(update, index, most + 1) > most) throw new OversizedUpdate('it deletes too many parts')
  }

  /** Only whoever makes a film by this may write it without having had a role before. */
  #takeUnasked(update: DecodedUpdate): void {
    const claim = this.#claim
    if (!claim) return this.#sendDenied()
    this.#claim = null
    this.#waitFor(claim(), (isTheirs) => {
      if (!isTheirs) return this.close(CloseCode.notAllowed, 'Somebody else has made this film')
      this.#mayWrite = true
      this.#takeDecoded(update)
    })
  }

  #sendDenied(): void {
    this.send(deniedFrame('Your role in this room is to look, not to change'))
  }

  /** Another process may have taken what the update follows on. */
  #lookForPast(update: DecodedUpdate): void {
    const current = this.#room.current().catch((cause: unknown) => this.#unreadable(cause))
    this.#waitFor(current, () => this.#takeDecoded(update, true))
  }

  /** Goes on with one frame later; those that come meanwhile wait. */
  #waitFor<T>(result: Promise<T>, goOn: (result: T) => void): void {
    const early = (this.#early ??= { frames: [], bytes: 0 })
    this.#hold()
    result.then(
      (value) =>
        this.#guarded(() => {
          if (!this.#open) return
          this.#early = null
          goOn(value)
          this.#resume(early)
        }),
      (error: unknown) => this.#failed(error),
    )
  }

  /** What the peer sends upon it brings the past of all that it has sent so far, so it is asked once. */
  #askForPast(): void {
    this.#withoutPast += 1
    if (this.#withoutPast > UPDATES_WITHOUT_PAST) {
      this.close(CloseCode.slowReader, 'What it sends builds on what this room does not have; connect again')
    } else if (!this.#askedForPast) {
      this.#askedForPast = true
      this.send(this.#room.questionFrame())
    }
  }

  #settled(clients: Iterable<number>, error: unknown): void {
    if (error) this.#notSaved(error)
    else if (this.#settings.wantsSaved) this.#receipts?.say(clients)
  }

  #notSaved(error: unknown): void {
    const code = this.#room.link ? CloseCode.slowReader : CloseCode.storageFailed
    this.close(code, 'The server could not save this change', error)
  }

  #takeAwareness(bytes: Uint8Array): void {
    const answer = this.#room.awareness.receive(this, bytes)
    if (answer) this.send(awarenessFrame(answer))
    this.#room.awarenessChanged()
  }

  /** One answer for all that ask in one tick. */
  #answerPresenceQuery(): void {
    this.#presenceTimer ??= setTimeout(() => {
      this.#presenceTimer = null
      this.#guarded(() => this.#sendAwareness())
    }, this.#services.options.awarenessTickMs)
  }

  #sendAwareness(): void {
    const states = this.#room.encodePresence()
    if (states) this.send(awarenessFrame(states))
  }
}

/** Code in the log for a peer that nothing could be told any more (RFC 6455: closed without a close frame). */
const GONE_SILENTLY = 1006

/** Bytes that keep nothing else in memory: what a socket brings is a small part of a large buffer. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength * 2 < bytes.buffer.byteLength ? bytes.slice() : bytes
}
