import { createHash } from 'node:crypto'
import type { HitCounter } from './hit-counter.ts'

/** Wrong passwords for one account from one address before it has to wait. */
const FREE_FAILURES = 5

/** Milliseconds of the first wait; each further failure doubles it. */
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 15 * 60_000

/** Wrong passwords for one account from anywhere, after which every answer about it takes its time. */
const CALM_FAILURES = 20
const LONGEST_ANSWER_MS = 3000

/** Milliseconds after which what went wrong is forgotten. */
const REMEMBERED_MS = 60 * 60_000

/** Somebody who wants to sign in. */
export interface SignInTry {
  /** As it was typed: names that nobody has are treated alike. */
  readonly name: string
  /** Null where it is not known. */
  readonly address: string | null
}

/** What has to pass before a try: `refusedMs`: it is refused until then; `slowMs`: it is made, but later. */
export interface SignInWait {
  readonly refusedMs: number
  readonly slowMs: number
}

/**
 * Makes guessing passwords slow. Who guesses from one address waits twice as long each time. Against guesses from many
 * addresses every answer about that account takes some seconds; refused is nobody for what others do, so no stranger can
 * lock an account's owner out.
 */
export class SignInGuard {
  readonly #counter: HitCounter
  readonly #now: () => number

  constructor(counter: HitCounter, now: () => number) {
    this.#counter = counter
    this.#now = now
  }

  /** What a try has to wait for. */
  async waitOf(attempt: SignInTry): Promise<SignInWait> {
    const [wait, failures] = await Promise.all([
      this.#counter.look(`${pairKey(attempt)}:wait`),
      this.#counter.look(accountKey(attempt)),
    ])
    const beyond = (failures?.count ?? 0) - CALM_FAILURES
    return {
      refusedMs: wait ? Math.max(0, wait.resetAt - this.#now()) : 0,
      slowMs: beyond <= 0 ? 0 : Math.min(LONGEST_ANSWER_MS, beyond * 100),
    }
  }

  async failed(attempt: SignInTry): Promise<void> {
    const [pair] = await Promise.all([
      this.#counter.hit(pairKey(attempt), REMEMBERED_MS),
      this.#counter.hit(accountKey(attempt), REMEMBERED_MS),
    ])
    const beyond = pair.count - FREE_FAILURES
    if (beyond < 0) return
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(beyond, 20))
    await this.#counter.forget(`${pairKey(attempt)}:wait`)
    await this.#counter.hit(`${pairKey(attempt)}:wait`, wait)
  }

  /** The right password was given: what this address got wrong before is forgotten. */
  async succeeded(attempt: SignInTry): Promise<void> {
    await this.#counter.forget(pairKey(attempt))
    await this.#counter.forget(`${pairKey(attempt)}:wait`)
  }
}

/** Hashed: a name may be a password that was typed into the wrong field. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

function accountKey({ name }: SignInTry): string {
  return `sign-in:${digest(name.normalize('NFKC').trim().toLowerCase())}`
}

function pairKey(attempt: SignInTry): string {
  return `${accountKey(attempt)}:${digest(attempt.address ?? '')}`
}
