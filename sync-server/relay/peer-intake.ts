/** Milliseconds that peers' messages may take of one turn of the event loop: as they arrive, and again at its end. */
const BUDGET_MS = 8

/** A peer that had more waiting than this is one that floods: one of those a turn is read from again. */
const FLOOD = 64

/** The socket of a peer, as far as its intake needs it. */
export interface PausableSocket {
  pause(): void
  resume(): void
}

/** A peer whose messages wait. */
interface Line {
  readonly length: number
  /** The most that it had waiting since it was last read from. */
  readonly most: number
  readonly held: boolean
  /** Whether it stands in line. */
  listed: boolean
  handleNext(): void
  release(): void
}

/**
 * Shares the event loop between peers. Messages are handled as they arrive while the turn has time for them. What
 * arrives later waits in its peer's own line, and that peer is not read from until the line is empty; lines are served in
 * rotation, a message each. So a peer that floods the server waits for itself, and all others are served in the next turn.
 */
export class PeerIntake {
  readonly #now: () => number
  readonly #waiting: Line[] = []
  #served: Line[] = []
  #turnEndsAt = 0
  #inTurn = false

  /** @param now milliseconds that never go backwards */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Whether this turn has time for another message. */
  hasTime(): boolean {
    this.#beginTurn()
    return this.#now() < this.#turnEndsAt
  }

  /** Serves a line in its turn. */
  enlist(line: Line): void {
    if (line.listed || line.held) return
    line.listed = true
    this.#beginTurn()
    if (line.length > 0) this.#waiting.push(line)
    else this.#served.push(line)
  }

  #beginTurn(): void {
    if (this.#inTurn) return
    this.#inTurn = true
    this.#turnEndsAt = this.#now() + BUDGET_MS
    setImmediate(() => this.#endTurn())
  }

  #endTurn(): void {
    this.#inTurn = false
    const endsAt = this.#now() + BUDGET_MS
    for (let line = this.#waiting.shift(); line; line = this.#waiting.shift()) {
      line.listed = false
      line.handleNext()
      this.enlist(line)
      if (this.#now() >= endsAt) break
    }
    this.#readAgain()
    if (this.#waiting.length > 0 || this.#served.length > 0) this.#beginTurn()
  }

  /** Whoever floods brings a whole buffer of messages at once, which has to be taken apart in one go. */
  #readAgain(): void {
    const served = this.#served
    this.#served = []
    let flooding = false
    for (const line of served) {
      if (line.most > FLOOD && flooding) {
        this.#served.push(line)
        continue
      }
      flooding ||= line.most > FLOOD
      line.listed = false
      line.release()
    }
  }
}

/** Where a peer's messages come out. */
export interface MessageReceiver<T> {
  /** Takes a message; must not throw. */
  receive(message: T): void
}

/** The line of everybody who has nothing waiting. */
const NONE: never[] = []

/** What one peer sends, on its way in. */
export class PeerInlet<T> implements Line {
  readonly #socket: PausableSocket
  readonly #receiver: MessageReceiver<T>
  readonly #intake: PeerIntake
  #messages: T[] = NONE
  #next = 0
  #events = 0
  #paused = false
  #held = false
  listed = false

  constructor(socket: PausableSocket, receiver: MessageReceiver<T>, intake: PeerIntake) {
    this.#socket = socket
    this.#receiver = receiver
    this.#intake = intake
  }

  get length(): number {
    return this.#messages.length - this.#next
  }

  get most(): number {
    return this.#events
  }

  get held(): boolean {
    return this.#held
  }

  /** A message has arrived. */
  push(message: T): void {
    if (!this.#paused && this.#intake.hasTime()) {
      this.#receiver.receive(message)
      return
    }
    if (this.#messages === NONE) this.#messages = []
    this.#messages.push(message)
    this.#wait()
  }

  /** Something has arrived that takes time and is no message. */
  spendTime(): void {
    if (this.#paused || !this.#intake.hasTime()) this.#wait()
  }

  /** Hands nothing more over until `letGo`. */
  hold(): void {
    if (this.#held) return
    this.#held = true
    if (!this.#paused) this.#socket.pause()
    this.#paused = true
  }

  /** Ends a `hold`. */
  letGo(): void {
    if (!this.#held) return
    this.#held = false
    this.#intake.enlist(this)
  }

  handleNext(): void {
    if (this.#held || this.length === 0) return
    const message = this.#messages[this.#next] as T
    this.#next += 1
    if (this.#next === this.#messages.length) {
      this.#messages = NONE
      this.#next = 0
    }
    this.#receiver.receive(message)
  }

  release(): void {
    if (this.#held) return
    // Messages of a buffer that was taken apart while it stood in line to be read again.
    if (this.length > 0) {
      this.#intake.enlist(this)
      return
    }
    this.#paused = false
    this.#events = 0
    this.#socket.resume()
  }

  #wait(): void {
    this.#events += 1
    if (this.#paused) return
    this.#paused = true
    this.#socket.pause()
    this.#intake.enlist(this)
  }
}
