const SECOND_MS = 1000
const MINUTE_S = 60
const HOUR_MIN = 60

/** Milliseconds between two lines. */
const LINE_MS = 2000

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** Where lines go, and the time. */
export interface ProgressServices {
  readonly print: (line: string) => void
  /** Milliseconds. */
  readonly now: () => number
}

/** Tells how far a long step is: a line now and then, with the time that is left, and one at its end. */
export class Progress {
  readonly #services: ProgressServices
  readonly #title: string
  readonly #total: number
  readonly #startedAt: number
  #done = 0
  #printedAt: number

  /** @param total what `advance` adds up to in the end */
  constructor(title: string, total: number, services: ProgressServices) {
    this.#services = services
    this.#title = title
    this.#total = total
    this.#startedAt = services.now()
    this.#printedAt = this.#startedAt
  }

  advance(amount: number): void {
    this.#done += amount
    const now = this.#services.now()
    if (now - this.#printedAt < LINE_MS) return
    this.#printedAt = now
    const fraction = this.#total > 0 ? Math.min(1, this.#done / this.#total) : 1
    const left = fraction > 0 ? ((now - this.#startedAt) * (1 - fraction)) / fraction : 0
    this.#services.print(`${this.#title}: ${Math.floor(fraction * 100)} %, ${durationWords(left)} left`)
  }

  /** Says in its own words what came of it. */
  finish(result: string): void {
    const took = this.#services.now() - this.#startedAt
    this.#services.print(`${this.#title}: ${result}, in ${durationWords(took)}`)
  }
}

/** `45 s`, `12 min`, `3 h 5 min`. */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / SECOND_MS)
  if (seconds < 2 * MINUTE_S) return `${seconds} s`
  const minutes = Math.round(seconds / MINUTE_S)
  if (minutes < 2 * HOUR_MIN) return `${minutes} min`
  return `${Math.floor(minutes / HOUR_MIN)} h ${minutes % HOUR_MIN} min`
}

/** `812 bytes`, `1.2 GB`. */
export function bytesWords(bytes: number): string {
  let unit = 0
  let amount = bytes
  for (; amount >= 1000 && unit < BYTE_UNITS.length - 1; unit += 1) amount /= 1000
  return `${unit === 0 ? amount : amount.toFixed(1)} ${BYTE_UNITS[unit]}`
}
