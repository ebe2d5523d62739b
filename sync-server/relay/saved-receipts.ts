import type { Connection } from './connection.ts'
import type { DecodedUpdate } from './decoded-update.ts'
import { savedFrame } from './frames.ts'
import type { Room } from './room.ts'

/** What one peer has to hear of its own changes that became durable. See SPEC.md, S1 to S3. */
export class SavedReceipts {
  readonly #connection: Connection
  readonly #room: Room
  /** Client ids under which the peer has written and whose clocks it has not heard since. */
  #unsaid: Set<number> | null = null
  /** Clients of what it has sent again and that waits for a commit, with the batch of that. */
  #repeated: { readonly batch: number; readonly clients: Set<number> } | null = null
  #sayingSaved = false

  constructor(connection: Connection, room: Room) {
    this.#connection = connection
    this.#room = room
  }

  /**
   * Takes what the peer sent again. All of it waits as one for the commit that it waits for: a flood of it takes no
   * memory. `settled` hears null once it is durable, else the error.
   */
  again(update: DecodedUpdate, settled: (clients: Iterable<number>, error: unknown) => void): void {
    const { batch } = this.#room
    if (this.#repeated?.batch === batch) {
      for (const client of update.structs.keys()) this.#repeated.clients.add(client)
      return
    }
    const repeated = { batch, clients: new Set(update.structs.keys()) }
    this.#repeated = repeated
    this.#room.afterCommit(this.#connection, (error) => {
      if (this.#repeated === repeated) this.#repeated = null
      settled(repeated.clients, error)
    })
  }

  /** Tells the clocks of these clients: one message for all that one commit settled. */
  say(clients: Iterable<number>): void {
    this.#unsaid ??= new Set()
    for (const client of clients) this.#unsaid.add(client)
    if (this.#sayingSaved) return
    this.#sayingSaved = true
    queueMicrotask(() => {
      this.#sayingSaved = false
      const clocks = new Map([...(this.#unsaid ?? [])].map((client) => [client, this.#room.index.clockOf(client)]))
      this.#unsaid = null
      this.#connection.send(savedFrame(clocks))
    })
  }
}
