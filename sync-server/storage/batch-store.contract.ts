import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BatchRecord, BatchStore } from './batch-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedBatchStore {
  readonly store: BatchStore
  close(): Promise<void>
}

const batch = (id: string, createdAt: number): BatchRecord => ({
  id,
  name: `Night takes \0 ${id}`,
  projectIds: ['p'],
  requests: [
    {
      id: `job-${id}`,
      clip_id: 'c',
      server_id: 'any',
      prompt: 'a',
      negative_prompt: '',
      model: 'sketch',
      generation_type: 'image',
      params: {},
      priority: 0,
      requested_by: '',
    },
  ],
  requestedBy: 'Kim',
  createdAt,
  submitted: false,
})

/** What every driver of the batch store promises. */
export function describeBatchStore(name: string, open: () => Promise<OpenedBatchStore>): void {
  describe(`batch store: ${name}`, () => {
    let opened: OpenedBatchStore
    let store: BatchStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('a batch is stored once, whole', async () => {
      expect(await store.add(batch('a', 1))).toEqual({ batch: batch('a', 1), created: true })
      expect(await store.add({ ...batch('a', 2), name: 'other' })).toEqual({ batch: batch('a', 1), created: false })
      expect(await store.get('a')).toEqual(batch('a', 1))
      expect(await store.get('b')).toBeNull()
    })

    test('lists go from the newest, page by page', async () => {
      for (const [id, at] of [
        ['a', 1],
        ['b', 3],
        ['c', 3],
      ] as const)
        await store.add(batch(id, at))
      const ids = async (filter: Parameters<BatchStore['list']>[0]): Promise<string[]> =>
        (await store.list(filter)).map(({ id }) => id)
      expect(await ids({ limit: 2 })).toEqual(['c', 'b'])
      expect(await ids({ limit: 2, after: 'b' })).toEqual(['a'])
    })

    test('what is not in the queue yet is told until it is', async () => {
      await store.add(batch('b', 2))
      await store.add(batch('a', 1))
      expect((await store.unsubmitted()).map(({ id }) => id)).toEqual(['a', 'b'])
      await store.markSubmitted('a')
      expect(await store.get('a')).toEqual({ ...batch('a', 1), submitted: true })
      expect((await store.unsubmitted()).map(({ id }) => id)).toEqual(['b'])
    })

    test('a removed batch is gone', async () => {
      await store.add(batch('a', 1))
      expect([await store.remove('a'), await store.remove('a'), await store.get('a')]).toEqual([true, false, null])
    })
  })
}
