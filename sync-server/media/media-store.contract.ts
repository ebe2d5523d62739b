import { createHash, randomBytes } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MediaTooLarge, type MediaStore } from './media-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedMediaStore {
  readonly store: MediaStore
  close(): Promise<void>
}

const LIMIT = 1024 * 1024

async function* chunks(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}

async function* breaking(part: Uint8Array): AsyncGenerator<Uint8Array> {
  yield part
  throw new Error('the sender went away')
}

/** What every place for media promises. */
export function describeMediaStore(name: string, open: () => Promise<OpenedMediaStore>): void {
  describe(`media store: ${name}`, () => {
    let opened: OpenedMediaStore
    let store: MediaStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    const read = async (hash: string, range?: { start: number; end: number }): Promise<Buffer> =>
      Buffer.from(await new Response(store.read(hash, range)).arrayBuffer())
    const keep = async (bytes: Uint8Array): Promise<string> => {
      const staged = await store.stage(chunks(bytes), LIMIT)
      await staged.keep()
      return staged.sha256
    }

    test('a file counts once it is kept, under the hash of its bytes', async () => {
      const bytes = randomBytes(200_000)
      const staged = await store.stage(chunks(bytes.subarray(0, 70_000), bytes.subarray(70_000)), LIMIT)
      expect(staged).toMatchObject({ sha256: sha256(bytes), bytes: bytes.length })
      expect(Buffer.compare(await readFile(staged.path), bytes)).toBe(0)
      expect(await store.size(staged.sha256)).toBeNull()
      await staged.keep()
      expect(await store.size(staged.sha256)).toBe(bytes.length)
      expect(Buffer.compare(await read(staged.sha256), bytes)).toBe(0)
      await expect(access(staged.path)).rejects.toThrow('ENOENT')
    })

    test('any part of a file can be read', async () => {
      const bytes = randomBytes(100_000)
      const hash = await keep(bytes)
      for (const [start, end] of [
        [0, 0],
        [0, 99_999],
        [99_999, 99_999],
        [12_345, 67_890],
      ] as const) {
        expect(Buffer.compare(await read(hash, { start, end }), bytes.subarray(start, end + 1))).toBe(0)
      }
    })

    test('keeping a file twice changes nothing', async () => {
      const bytes = randomBytes(1000)
      const hash = await keep(bytes)
      expect(await keep(bytes)).toBe(hash)
      expect(Buffer.compare(await read(hash), bytes)).toBe(0)
    })

    test('what is discarded, too large, or breaks off leaves nothing', async () => {
      const bytes = randomBytes(1000)
      const staged = await store.stage(chunks(bytes), LIMIT)
      await staged.discard()
      await expect(access(staged.path)).rejects.toThrow('ENOENT')
      await expect(store.stage(chunks(bytes, bytes), 1999)).rejects.toThrow(MediaTooLarge)
      await expect(store.stage(breaking(bytes), LIMIT)).rejects.toThrow('the sender went away')
      expect(await store.size(sha256(bytes))).toBeNull()
    })

    test('a removed file is gone; removing one that is not there is no error', async () => {
      const hash = await keep(randomBytes(1000))
      const other = await keep(randomBytes(1000))
      await store.remove(hash)
      expect(await store.size(hash)).toBeNull()
      expect(await store.size(other)).toBe(1000)
      await store.remove(hash)
      await expect(read(hash)).rejects.toBeInstanceOf(Error)
    })

    test('a file that nobody reads to its end is no trouble', async () => {
      const hash = await keep(randomBytes(500_000))
      const reader = store.read(hash).getReader()
      await reader.read()
      await reader.cancel()
      expect((await read(hash)).length).toBe(500_000)
    })
  })
}
