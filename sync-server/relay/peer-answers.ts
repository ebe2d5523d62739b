import type { AnswerBudget } from './answer-budget.ts'
import { EMPTY_UPDATE } from './document-bytes.ts'
import { answerParts, updateParts } from './frames.ts'
import type { Room } from './room.ts'

/** What the answers to one peer need. */
export interface PeerAnswersServices {
  readonly room: Pick<Room, 'answerTo'>
  readonly budget: AnswerBudget
  /** Calls back once all that the peer wrote before now is committed; not at all where it could not be. */
  readonly afterCommit: (then: () => void) => void
  /** Sends one message in parts; `flushed` is called when it has left, or never. */
  readonly send: (parts: readonly Uint8Array[], flushed?: () => void) => void
  /** Hears where no answer can be made. */
  readonly onFailed: (error: unknown) => void
  /** Hears when no question is open any more. */
  readonly onQuiet: () => void
}

/** Clocks of a peer that has nothing. */
const NOTHING: ReadonlyMap<number, number> = new Map()

/**
 * Answers the questions of one peer. Answers wait for what it wrote before, and for each other: however many questions
 * come, one answer is under way, and then the last question has its turn.
 */
export class PeerAnswers {
  readonly #services: PeerAnswersServices
  #answering = false
  #next: ReadonlyMap<number, number> | null = null
  /** Bytes of answers that this peer has not read yet and shares with nobody. */
  #own = 0
  #stopped = false

  constructor(services: PeerAnswersServices) {
    this.#services = services
  }

  /** Bytes of the answer that is under way: they wait for the peer, but not because it is slow. */
  bytesUnderWay = 0

  ask(clocks: ReadonlyMap<number, number>): void {
    if (this.#answering) {
      this.#next = clocks
      return
    }
    this.#answering = true
    this.#services.afterCommit(() => {
      this.#answer(clocks).catch((error: unknown) => this.#services.onFailed(error))
    })
  }

  /** The peer has gone. */
  stop(): void {
    this.#stopped = true
    this.#next = null
    this.#giveBack()
  }

  async #answer(clocks: ReadonlyMap<number, number>): Promise<void> {
    const { room, budget } = this.#services
    let answer = await room.answerTo(clocks)
    if (this.#stopped) return
    if (!answer.shared) {
      const bytes = sizeOf(answer.updates)
      if (budget.take(bytes)) this.#own = bytes
      else answer = await room.answerTo(NOTHING)
    }
    this.#send(answer.updates)
  }

  /** Only the last update is the answer that makes the client count as synced; the others come before it. */
  #send(updates: readonly Uint8Array[]): void {
    this.bytesUnderWay = sizeOf(updates)
    for (const update of updates.slice(0, -1)) this.#services.send(updateParts(update))
    this.#services.send(answerParts(updates.at(-1) ?? EMPTY_UPDATE), () => {
      this.#giveBack()
      this.bytesUnderWay = 0
      this.#answering = false
      const next = this.#next
      this.#next = null
      if (next) this.ask(next)
      else this.#services.onQuiet()
    })
  }

  #giveBack(): void {
    this.#services.budget.giveBack(this.#own)
    this.#own = 0
  }
}

function sizeOf(updates: readonly Uint8Array[]): number {
  return updates.reduce((sum, update) => sum + update.length, 0)
}
