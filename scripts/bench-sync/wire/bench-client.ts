import { within } from '../measure/until.ts'
import { readMessage, SyncStep, syncMessage, type Dialect, type ReadMessage } from './dialect.ts'
import { framed, LightSocket } from './light-socket.ts'

/** A message of the server, where it lies: only until the call returns. */
export type OnRead = (kind: ReadMessage['kind'], bytes: Uint8Array, start: number, end: number) => void

const NOTHING_KNOWN = new Uint8Array([0])
const NOTHING_NEW = new Uint8Array([0, 0])
const ANSWER_SECONDS = 60
/** Stock clients say something at least every 15 s. */
const SIGN_OF_LIFE_MS = 15_000

/** How a client enters a room. */
export interface JoinOptions {
  /** State vector that it asks with; what a client without a document has by default. */
  readonly knows?: Uint8Array
  /** The update with which it answers the server's question; by default it has nothing to tell. */
  readonly tells?: Uint8Array
}

/** A peer in a room that holds no document. */
export class BenchClient {
  readonly room: string
  readonly dialect: Dialect
  readonly socket: LightSocket
  readonly #timer: NodeJS.Timeout | null = null

  private constructor(room: string, dialect: Dialect, socket: LightSocket) {
    this.room = room
    this.dialect = dialect
    this.socket = socket
    const frame = dialect.signOfLife && framed(dialect.signOfLife(room))
    if (frame) this.#timer = setInterval(() => socket.write(frame), SIGN_OF_LIFE_MS).unref()
  }

  /** Enters a room; resolves once the server has answered what it knows of the document. */
  static async join(
    url: string,
    dialect: Dialect,
    room: string,
    onRead: OnRead,
    { knows = NOTHING_KNOWN, tells = NOTHING_NEW }: JoinOptions = {},
  ): Promise<BenchClient> {
    const read: ReadMessage = { kind: 'other', start: 0 }
    const tell = framed(syncMessage(dialect, room, SyncStep.answer, tells))
    let answered: () => void = () => {}
    const answer = new Promise<void>((resolve) => (answered = resolve))
    const socket = await LightSocket.connect(url + dialect.path(room), (bytes, start, end, from) => {
      readMessage(dialect, bytes, start, read)
      if (read.kind === 'question' && dialect.greeting) from.write(tell)
      onRead(read.kind, bytes, read.start, end)
      if (read.kind === 'answer') answered()
    })
    const client = new BenchClient(room, dialect, socket)
    if (dialect.greeting) {
      for (const message of dialect.greeting(room)) socket.write(framed(message))
      socket.write(framed(syncMessage(dialect, room, SyncStep.question, knows)))
      await within(answer, ANSWER_SECONDS, `the answer to a client of ${room}`)
    }
    return client
  }

  /** The frame that brings an update. */
  updateFrame(update: Uint8Array): Buffer {
    return framed(syncMessage(this.dialect, this.room, SyncStep.update, update))
  }

  /** Asks for all that is known, as somebody who knows nothing; the answer comes when all before it is dealt with. */
  ask(): void {
    this.socket.write(framed(syncMessage(this.dialect, this.room, SyncStep.question, NOTHING_KNOWN)))
  }

  /** Goes; resolves when the connection is gone. Fails where the server has sent this client away before. */
  async leave(): Promise<void> {
    const { closeCode } = this.socket
    if (closeCode !== null) throw new Error(`The server closed a connection with ${closeCode}`)
    if (this.#timer) clearInterval(this.#timer)
    await this.socket.close()
  }
}
