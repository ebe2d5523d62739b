import { afterEach, expect, test } from 'vitest'
import { createTestDatabase, describeWithPostgres } from '#server/testing/services/with-services.ts'
import { assert } from '#shared/util/assert.ts'
import { seededRandom } from '#shared/util/random.ts'
import type { DocumentLog, StoredUpdate } from '../document-log.ts'
import type { Storage } from '../storage.ts'
import { openPostgresStorage } from './postgres-storage.ts'

const ROOMS = ['project/a', 'project/b', 'review/a'] as const
const PROCESSES = 3
const ROUNDS = 15

/** An update of this test is a number of four bytes; a snapshot is the numbers of the updates in it, one after the other. */
const bytesOf = (ids: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(ids).buffer)
const idsOf = (bytes: Uint8Array): number[] => [...new Uint32Array(bytes.slice().buffer)]

/** One process's view of a room, kept up as the relay does: the whole of it once, then what came after. */
class Follower {
  readonly #log: DocumentLog
  readonly #room: string
  ids: readonly number[] = []
  #lastSeq = 0

  constructor(log: DocumentLog, room: string) {
    this.#log = log
    this.#room = room
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  async follow(): Promise<void> {
    const more = await this.#log.loadAfter(this.#room, this.#lastSeq)
    if (more) return this.#take(this.ids, more)
    const { snapshot, tail, lastSeq } = await this.#log.load(this.#room)
    const folded = snapshot ? idsOf(snapshot) : []
    this.#lastSeq = folded.length
    this.#take(folded, tail)
    assert(this.#lastSeq === lastSeq, 'the last number is the newest one')
  }

  #take(before: readonly number[], updates: readonly StoredUpdate[]): void {
    for (const { seq } of updates) {
      assert(seq === this.#lastSeq + 1, 'no number is missing')
      this.#lastSeq = seq
    }
    const now = [...before, ...updates.flatMap(({ bytes }) => idsOf(bytes))]
    assert(
      this.ids.every((id, index) => id === now[index]),
      'what was seen stays as it was',
    )
    this.ids = now
  }
}

describeWithPostgres('several processes on one log', () => {
  const open: Storage[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map((storage) => storage.close()))
  })

  test.each([31])(
    'appends, compactions and readers at once: no gap is ever seen and nothing is lost (seed %i)',
    async (seed) => {
      const random = seededRandom(seed)
      const url = await createTestDatabase()
      const fail = (error: Error): never => {
        throw error
      }
      open.push(...(await Promise.all(Array.from({ length: PROCESSES }, () => openPostgresStorage(url, fail)))))
      const logs = open.map(({ documentLog }) => documentLog)
      const appended = new Map<number, { readonly room: string; readonly seq: number }>()
      let nextId = 1
      let writing = true

      const write = async (log: DocumentLog): Promise<void> => {
        for (let round = 0; round < ROUNDS; round += 1) {
          const entries = Array.from({ length: 1 + Math.floor(random() * 12) }, () => {
            const id = nextId++
            const room = ROOMS[Math.floor(random() * ROOMS.length)] ?? ROOMS[0]
            return { id, room, bytes: bytesOf([id]), author: null, at: id }
          })
          const seqs = await log.append(entries)
          for (const [index, { id, room }] of entries.entries()) appended.set(id, { room, seq: seqs[index] ?? 0 })
        }
      }
      const followers = logs.flatMap((log) => ROOMS.map((room) => ({ log, room, follower: new Follower(log, room) })))
      const read = async ({ follower }: (typeof followers)[number]): Promise<void> => {
        for (let last = false; !last;) {
          last = !writing
          await follower.follow()
        }
      }
      const compact = async ({ log, room, follower }: (typeof followers)[number]): Promise<void> => {
        const mine = new Follower(log, room)
        while (writing) {
          await mine.follow()
          await log.compact(room, bytesOf(mine.ids), mine.lastSeq)
          // Also what an older view would fold away, which must change nothing.
          await log.compact(room, bytesOf(follower.ids), follower.ids.length)
        }
      }
      const others = [...followers.map(read), ...followers.map(compact)]
      await Promise.all([...logs, ...logs].map(write))
      writing = false
      await Promise.all(others)

      expect(appended.size).toBe(nextId - 1)
      for (const { room, follower } of followers) {
        const expected = [...appended].filter(([, place]) => place.room === room).sort((a, b) => a[1].seq - b[1].seq)
        expect(follower.ids).toEqual(expected.map(([id]) => id))
        expect(follower.ids).toHaveLength(follower.lastSeq)
      }
    },
  )
})
