/** A prompt that waits or runs, as `/queue` shows it. */
export interface Entry {
  readonly number: number
  readonly promptId: string
  readonly graph: Readonly<Record<string, { class_type: string; inputs: Record<string, unknown> }>>
  readonly extraData: Readonly<Record<string, unknown>>
  readonly outputs: readonly string[]
  readonly clientId: string | null
}

/**
 * The waiting prompts as the server keeps them: a binary heap in the order of Python's heapq, so that a listing shows
 * them unsorted, as the real one does.
 */
export class EntryHeap {
  readonly items: Entry[] = []

  /** Throws when number and id are both equal to another entry's; the entry is in the heap all the same. */
  push(entry: Entry): void {
    this.items.push(entry)
    this.rise(0, this.items.length - 1)
  }

  pop(): Entry | undefined {
    const last = this.items.pop()
    const first = this.items[0]
    if (!last || !first) return last
    this.items[0] = last
    this.sink(0)
    return first
  }

  remove(promptId: string): void {
    const at = this.items.findIndex((entry) => entry.promptId === promptId)
    if (at === -1) return
    const rest = this.items.toSpliced(at, 1)
    this.items.length = 0
    for (const entry of rest) this.push(entry)
  }

  clear(): void {
    this.items.length = 0
  }

  private rise(start: number, from: number): void {
    let at = from
    const moving = this.items[at] as Entry
    while (at > start) {
      const parentAt = (at - 1) >> 1
      const parent = this.items[parentAt] as Entry
      if (!isBefore(moving, parent)) break
      this.items[at] = parent
      this.items[parentAt] = moving
      at = parentAt
    }
  }

  private sink(from: number): void {
    let at = from
    const moving = this.items[at] as Entry
    for (let child = 2 * at + 1; child < this.items.length; child = 2 * at + 1) {
      const right = child + 1
      const rightEntry = this.items[right]
      if (rightEntry && !isBefore(this.items[child] as Entry, rightEntry)) child = right
      this.items[at] = this.items[child] as Entry
      at = child
    }
    this.items[at] = moving
    this.rise(from, at)
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  if (one.number !== other.number) return one.number < other.number
  if (one.promptId !== other.promptId) return one.promptId < other.promptId
  throw new TypeError("'<' not supported between instances of 'dict' and 'dict'")
}
