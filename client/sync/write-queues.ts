import type { WriteQueue } from './write-queue.ts'

/**
 * The write queues of this tab. A film can be closed while the disk is full: its queue goes on trying here, and the film
 * finds its changes again when it is opened.
 */
export class WriteQueues {
  readonly #queues = new Set<WriteQueue>()

  /** Takes a queue in. */
  add(queue: WriteQueue): void {
    this.#queues.add(queue)
  }

  /** Lets a queue go once all of it is written. */
  end(queue: WriteQueue): void {
    queue.end(() => this.#queues.delete(queue))
  }

  /** What waits of a document. */
  waiting(docName: string): readonly Uint8Array[] {
    return [...this.#queues].filter((queue) => queue.docName === docName).flatMap((queue) => queue.waiting())
  }

  /** Tries at once, for example because there is room again. */
  async flush(): Promise<void> {
    await Promise.all([...this.#queues].map((queue) => queue.flush()))
  }

  /** True while something that was changed in this tab would be gone with it. */
  isAtRisk(): boolean {
    return [...this.#queues].some((queue) => queue.atRisk)
  }
}
