import { connect, type Socket } from 'node:net'

/** Called for each message: it lies in `bytes` from `start` to `end`, and only until the call returns. */
export type OnMessage = (bytes: Uint8Array, start: number, end: number, socket: LightSocket) => void

const CONTINUATION = 0x0
const BINARY = 0x2
const FINAL = 0x80
const CLOSE = 0x8
const PING = 0x9
const PONG = 0xa
const HEADER_END = Buffer.from('\r\n\r\n')

/** Reading is synchronous, so all sockets of the process can read into the same memory. */
const readBuffer = Buffer.allocUnsafe(256 * 1024)

/**
 * A WebSocket client that does nothing but frames (RFC 6455, section 5), so that what is measured is the server: reading
 * a frame costs it a fraction of what a full client spends. It trusts its server; it is no client for anything else.
 */
export class LightSocket {
  /** The code that the server closed with, or 1006 where it just went; null while it is open. */
  closeCode: number | null = null
  readonly #socket: Socket
  readonly #onMessage: OnMessage
  /** What came of a frame that is not complete yet, and how much of it there will be. */
  #partial: Buffer[] = []
  #partialLength = 0
  #needed = 0
  /** The pieces so far of a message that comes in several frames. */
  #pieces: Buffer[] = []
  #upgraded: ((error: Error | null) => void) | null
  #onClose: (() => void) | null = null

  private constructor(url: URL, onMessage: OnMessage, upgraded: (error: Error | null) => void) {
    this.#onMessage = onMessage
    this.#upgraded = upgraded
    this.#socket = connect({
      host: url.hostname,
      port: Number(url.port),
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (count) => {
          this.#read(readBuffer, count)
          return true
        },
      },
    })
    this.#socket.on('error', (error) => this.#ended(error))
    this.#socket.on('close', () => this.#ended(new Error('The server closed the connection before accepting it')))
    this.#socket.write(
      `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c3RvcnljYW52YXNiZW5jaA==\r\n\r\n',
    )
  }

  /** Resolves once the server has accepted. Rejects where it does not. */
  static connect(url: string, onMessage: OnMessage): Promise<LightSocket> {
    return new Promise((resolve, reject) => {
      const socket = new LightSocket(new URL(url), onMessage, (error) => (error ? reject(error) : resolve(socket)))
    })
  }

  /** Bytes given to `write` that have not left yet. */
  get bufferedBytes(): number {
    return this.#socket.writableLength
  }

  /** Writes framed messages; see `framed`. Returns false where the socket would rather have a pause, until `drained`. */
  write(frames: Uint8Array): boolean {
    return this.#socket.write(frames)
  }

  /** Resolves once the socket takes more again. */
  drained(): Promise<void> {
    return new Promise((resolve) => this.#socket.once('drain', resolve))
  }

  /** Ends the connection; resolves when it is gone. */
  close(): Promise<void> {
    if (this.closeCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onClose = resolve
      this.#socket.end(framed(new Uint8Array([0x03, 0xe8]), CLOSE))
    })
  }

  #read(chunk: Buffer, count: number): void {
    if (this.#upgraded) return this.#readAcceptance(Buffer.from(chunk.subarray(0, count)))
    if (this.#partialLength === 0) return this.#readFrames(chunk, 0, count)
    this.#partial.push(Buffer.from(chunk.subarray(0, count)))
    this.#partialLength += count
    // Joining only complete frames keeps a large message from being copied once for each piece of it.
    if (this.#partialLength < this.#needed) return
    const joined = Buffer.concat(this.#partial)
    this.#partial = []
    this.#partialLength = 0
    this.#readFrames(joined, 0, joined.length)
  }

  #readAcceptance(chunk: Buffer): void {
    this.#partial.push(chunk)
    const head = Buffer.concat(this.#partial)
    const end = head.indexOf(HEADER_END)
    if (end < 0) return
    const upgraded = this.#upgraded
    this.#upgraded = null
    this.#partial = []
    const [status = ''] = head.toString('latin1', 0, end).split('\r\n')
    if (!status.includes(' 101 ')) {
      this.#socket.destroy()
      return upgraded?.(new Error(`The server refused the connection: ${status}`))
    }
    upgraded?.(null)
    const rest = head.subarray(end + HEADER_END.length)
    if (rest.length > 0) this.#readFrames(rest, 0, rest.length)
  }

  #readFrames(bytes: Buffer, from: number, to: number): void {
    let pos = from
    while (pos < to) {
      const start = payloadStart(bytes, pos, to)
      const length = start < 0 ? 0 : payloadLength(bytes, pos)
      if (start < 0 || start + length > to) {
        this.#partial = [Buffer.from(bytes.subarray(pos, to))]
        this.#partialLength = to - pos
        this.#needed = start < 0 ? 0 : start - pos + length
        return
      }
      this.#take(bytes[pos] as number, bytes, start, start + length)
      pos = start + length
    }
  }

  #take(first: number, bytes: Buffer, start: number, end: number): void {
    const opcode = first & 0x0f
    if (opcode === BINARY && first & FINAL) {
      this.#onMessage(bytes, start, end, this)
    } else if (opcode === BINARY || opcode === CONTINUATION) {
      this.#pieces.push(Buffer.from(bytes.subarray(start, end)))
      if (!(first & FINAL)) return
      const whole = Buffer.concat(this.#pieces)
      this.#pieces = []
      this.#onMessage(whole, 0, whole.length, this)
    } else if (opcode === PING) {
      this.#socket.write(framed(bytes.subarray(start, end), PONG))
    } else if (opcode === CLOSE) {
      this.closeCode ??= end - start >= 2 ? bytes.readUInt16BE(start) : 1005
      this.#socket.end()
    }
  }

  #ended(error: Error): void {
    this.closeCode ??= 1006
    this.#upgraded?.(error)
    this.#upgraded = null
    this.#socket.destroy()
    this.#onClose?.()
    this.#onClose = null
  }
}

/** A client's frame around a message. The mask is zero, which is allowed and leaves the message as it is. */
export function framed(message: Uint8Array, opcode: number = BINARY): Buffer {
  const short = message.length < 126
  const header = short ? 2 : message.length < 65_536 ? 4 : 10
  const frame = Buffer.alloc(header + 4 + message.length)
  frame[0] = FINAL | opcode
  if (header === 2) {
    frame[1] = 0x80 | message.length
  } else if (header === 4) {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(message.length, 2)
  } else {
    frame[1] = 0x80 | 127
    frame.writeBigUInt64BE(BigInt(message.length), 2)
  }
  frame.set(message, header + 4)
  return frame
}

/** Where the payload of the frame at `pos` begins, or -1 where its header is not complete yet. */
function payloadStart(bytes: Buffer, pos: number, to: number): number {
  if (to - pos < 2) return -1
  const length = (bytes[pos + 1] as number) & 0x7f
  const start = pos + (length < 126 ? 2 : length === 126 ? 4 : 10)
  return start > to ? -1 : start
}

function payloadLength(bytes: Buffer, pos: number): number {
  const length = (bytes[pos + 1] as number) & 0x7f
  if (length < 126) return length
  return length === 126 ? bytes.readUInt16BE(pos + 2) : Number(bytes.readBigUInt64BE(pos + 2))
}
