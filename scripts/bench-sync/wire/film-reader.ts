import * as Y from 'yjs'
import { must } from '#shared/util/assert.ts'
import type { Dialect } from './dialect.ts'
import { BenchClient, type JoinOptions } from './bench-client.ts'

interface Received {
  readonly bytes: Uint8Array
  readonly at: number
}

/**
 * A client that keeps what it is sent, and looks into it only afterwards: reading a film takes this process longer than
 * receiving it, and would delay what the next client is measured by.
 */
export class FilmReader {
  /** Bytes of the document received so far. */
  bytes = 0
  #received: Received[] = []
  #client: BenchClient | null = null

  /** Enters a room; resolves when the server has answered, be it with the film or not yet. */
  async join(url: string, dialect: Dialect, room: string, options?: JoinOptions): Promise<BenchClient> {
    this.#client = await BenchClient.join(
      url,
      dialect,
      room,
      (kind, bytes, start, end) => {
        if (kind !== 'answer' && kind !== 'update') return
        this.#received.push({ bytes: new Uint8Array(bytes.subarray(start, end)), at: performance.now() })
        this.bytes += end - start
      },
      options,
    )
    return this.#client
  }

  /** Drops what has come so far; `completeAt` looks at what comes from now on. */
  forget(): void {
    this.#received = []
    this.bytes = 0
  }

  /** When everything below these clocks had come; null where something is missing still. */
  completeAt(clocks: ReadonlyMap<number, number>): number | null {
    const missing = new Map(clocks)
    for (const { bytes, at } of this.#received) {
      for (const [client, clock] of Y.parseUpdateMeta(bytes).to) {
        if (clock >= (missing.get(client) ?? Infinity)) missing.delete(client)
      }
      if (missing.size === 0) return at
    }
    return null
  }

  /** Fails where what came, on top of `before`, is not the same document as `expected`. */
  assertEqual(expected: readonly Uint8Array[], before: readonly Uint8Array[] = []): void {
    const [has, wants] = [[...before, ...this.#received.map(({ bytes }) => bytes)], expected].map(open)
    if (!Y.equalSnapshots(Y.snapshot(must(has, 'a document')), Y.snapshot(must(wants, 'a document')))) {
      throw new Error('A client was left with another document than the others')
    }
  }

  async leave(): Promise<void> {
    await this.#client?.leave()
  }
}

function open(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

/** The clocks that a document with these updates has. */
export function clocksOf(...updates: readonly Uint8Array[]): Map<number, number> {
  return Y.decodeStateVector(Y.encodeStateVector(open(updates)))
}
