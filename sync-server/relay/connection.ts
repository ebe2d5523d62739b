import { CloseCode } from '#shared/protocol/relay-messages.ts'
import { decodeUpdate, MalformedUpdate, type DecodedUpdate } from './decoded-update.ts'
import { EMPTY_UPDATE } from './document-bytes.ts'
import {
  answerFrame,
  awarenessFrame,
  deniedFrame,
  MalformedFrame,
  readFrame,
  savedFrame,
  stateVectorFrame,
  updateFrame,
} from './frames.ts'
import type { RelayOptions } from './relay-options.ts'
import { EMPTY_AWARENESS } from './room-awareness.ts'
import type { Room } from './room.ts'

/** The socket of one peer, as the relay needs it. */
export interface PeerSocket {
  /** Bytes given to `send` that have not left yet. */
  readonly bufferedBytes: number
  /** Sends a binary message; `flushed` is called when it has left, or never. */
  send(frame: Uint8Array, flushed?: () => void): void
  ping(): void
  close(code: number, reason: string): void
  /** Ends the socket without a word. */
  terminate(): void
}

/** Milliseconds in which a peer that was told to go has to go. */
const CLOSE_GRACE_MS = 2000

/** What a connection tells the log of the server, once for each cause. */
export interface ConnectionReport {
  readonly room: string
  readonly code: number
  readonly reason: string
  readonly cause?: unknown
}

/** How a peer came in. */
export interface ConnectionSettings {
  /** Whether it asked to hear what is saved. */
  readonly wantsSaved: boolean
  /** Kept with each update; null where nobody signed in. */
  readonly author: string | null
  /** False for a peer that may only look. */
  readonly mayWrite: boolean
  readonly options: RelayOptions
  readonly report: (report: ConnectionReport) => void
}

/** One peer in one room: reads its frames, answers them, and sees to it that it neither floods nor falls behind. */
export class Connection {
  readonly author: string | null
  readonly #socket: PeerSocket
  readonly #room: Room
  readonly #settings: ConnectionSettings
  /** Client ids under which this connection has written. */
  readonly #written = new Set<number>()
  #open = true
  #heard = true
  #early: { frames: Uint8Array[]; bytes: number } | null = { frames: [], bytes: 0 }
  #answering = false
  #nextQuestion: ReadonlyMap<number, number> | null = null
  #sayingSaved = false

  constructor(socket: PeerSocket, room: Room, settings: ConnectionSettings) {
    this.#socket = socket
    this.#room = room
    this.#settings = settings
    this.author = settings.author
    room.connections.add(this)
    room.current().then(
      () => this.#begin(),
      (cause: unknown) => this.#unreadable(cause),
    )
  }

  /** A message of the peer. */
  receive(data: Uint8Array | string): void {
    this.#heard = true
    if (!this.#open) return
    if (typeof data === 'string') {
      this.close(CloseCode.malformedFrame, 'This is not a relay message: text instead of bytes')
    } else {
      this.#take(data)
    }
  }

  /** The peer answered a ping. */
  ponged(): void {
    this.#heard = true
  }

  /** The socket has closed. */
  closed(): void {
    this.#leave()
  }

  /** Looks whether the peer is still there, and shows it that the server is. */
  heartbeat(): void {
    if (!this.#heard) {
      this.#leave()
      this.#socket.terminate()
      return
    }
    this.#heard = false
    this.#socket.ping()
    this.send(awarenessFrame(EMPTY_AWARENESS))
  }

  /** Sends a frame, unless the peer reads so slowly that it has to start over. */
  send(frame: Uint8Array, flushed?: () => void): void {
    if (!this.#open) return
    if (this.#socket.bufferedBytes > this.#settings.options.maxBufferedBytes) {
      this.close(CloseCode.slowReader, 'Too slow to follow; connect again')
      return
    }
    this.#socket.send(frame, flushed)
  }

  /** Sends the peer away. A code from 4400 to 4499 tells it not to come back by itself. */
  close(code: number, reason: string, cause?: unknown): void {
    if (!this.#open) return
    this.#leave()
    this.#settings.report({ room: this.#room.name, code, reason, cause })
    this.#socket.close(code, reason)
    // A peer that reads nothing never sees the close frame.
    setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref()
  }

  #leave(): void {
    if (!this.#open) return
    this.#open = false
    this.#early = null
    this.#room.connections.delete(this)
    this.#room.awareness.removeOwner(this)
    this.#room.awarenessChanged()
  }

  #keepForLater(early: { frames: Uint8Array[]; bytes: number }, frame: Uint8Array): void {
    early.frames.push(frame)
    early.bytes += frame.length
    if (early.bytes > this.#settings.options.maxBufferedBytes) {
      this.close(CloseCode.slowReader, 'Too much was sent before the document was open; connect again')
    }
  }

  #take(frame: Uint8Array): void {
    if (this.#early) this.#keepForLater(this.#early, frame)
    else if (this.#open) this.#handle(frame)
  }

  #begin(): void {
    if (!this.#open) return
    this.send(stateVectorFrame(this.#room.index.clocks))
    this.#sendAwareness()
    this.#resume()
  }

  /** Handles the frames that had to wait, in their order. */
  #resume(): void {
    const early = this.#early
    this.#early = null
    for (const frame of early?.frames ?? []) this.#take(frame)
  }

  #unreadable(cause: unknown): void {
    const reason = 'The document could not be read'
    // A database that other servers use as well is away for a while and comes back.
    this.close(this.#room.link ? CloseCode.slowReader : CloseCode.storageFailed, reason, cause)
  }

  #handle(data: Uint8Array): void {
    try {
      const frame = readFrame(data)
      switch (frame.type) {
        case 'state-vector':
          return this.#answer(frame.clocks)
        case 'update':
          return this.#takeUpdate(frame.bytes)
        case 'awareness':
          return this.#takeAwareness(frame.bytes)
        case 'query-awareness':
          return this.#sendAwareness()
      }
    } catch (error) {
      if (!(error instanceof MalformedFrame || error instanceof MalformedUpdate)) throw error
      this.close(CloseCode.malformedFrame, error.message, error.cause)
    }
  }

  #takeUpdate(bytes: Uint8Array): void {
    this.#takeDecoded(decodeUpdate(bytes))
  }

  #takeDecoded(update: DecodedUpdate, looked = false): void {
    switch (this.#room.judge(update)) {
      case 'past-missing':
        if (this.#room.link && !looked) return this.#lookForPast(update)
        return this.send(stateVectorFrame(this.#room.index.clocks))
      case 'known':
        for (const client of update.structs.keys()) this.#written.add(client)
        return this.#room.afterCommit(this, (error) => this.#settled(error))
      case 'new':
        if (!this.#settings.mayWrite) return this.send(deniedFrame('Your role in this room is to look, not to change'))
        for (const client of update.structs.keys()) this.#written.add(client)
        return this.#room.submit(update, this, (error) => this.#settled(error))
    }
  }

  /** Another process may have taken what the update follows on. Frames that come meanwhile wait. */
  #lookForPast(update: DecodedUpdate): void {
    this.#early = { frames: [], bytes: 0 }
    this.#room.current().then(
      () => {
        if (!this.#open) return
        this.#takeDecoded(update, true)
        this.#resume()
      },
      (cause: unknown) => this.#unreadable(cause),
    )
  }

  #settled(error: unknown): void {
    const code = this.#room.link ? CloseCode.slowReader : CloseCode.storageFailed
    if (error) this.close(code, 'The server could not save this change', error)
    else this.#sendSaved()
  }

  /** One message for all that one commit settled. */
  #sendSaved(): void {
    if (!this.#settings.wantsSaved || this.#sayingSaved) return
    this.#sayingSaved = true
    queueMicrotask(() => {
      this.#sayingSaved = false
      const clocks = new Map([...this.#written].map((client) => [client, this.#room.index.clockOf(client)]))
      this.send(savedFrame(clocks))
    })
  }

  /** Answers wait for what the peer wrote before, and for each other: a flood of questions makes one answer at a time. */
  #answer(clocks: ReadonlyMap<number, number>): void {
    if (this.#answering) {
      this.#nextQuestion = clocks
      return
    }
    this.#answering = true
    this.#room.afterCommit(this, (error) => {
      if (error) return this.#settled(error)
      this.#room.answerTo(clocks).then(
        (updates) => this.#sendAnswer(updates),
        (cause: unknown) => this.close(CloseCode.malformedFrame, 'No answer can be made to this state vector', cause),
      )
    })
  }

  /** Only the last update is the answer that makes the client count as synced; the others come before it. */
  #sendAnswer(updates: readonly Uint8Array[]): void {
    for (const update of updates.slice(0, -1)) this.send(updateFrame(update))
    this.send(answerFrame(updates.at(-1) ?? EMPTY_UPDATE), () => {
      this.#answering = false
      const next = this.#nextQuestion
      this.#nextQuestion = null
      if (next && this.#open) this.#answer(next)
    })
  }

  #takeAwareness(bytes: Uint8Array): void {
    const answer = this.#room.awareness.receive(this, bytes)
    if (answer) this.send(awarenessFrame(answer))
    this.#room.awarenessChanged()
  }

  #sendAwareness(): void {
    const states = this.#room.awareness.encodeAll()
    if (states) this.send(awarenessFrame(states))
  }
}
