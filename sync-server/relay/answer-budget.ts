/**
 * Bounds what answers made for one peer alone take of the memory until that peer has read them. Where it is used up, a
 * peer gets the whole document, which all share.
 */
export class AnswerBudget {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  /** False where so many bytes are not left. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#left += bytes
  }
}
