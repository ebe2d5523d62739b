import { expect, test } from 'vitest'
import { createLogger } from '#server/observability/logger.ts'
import { memoryBatchStore } from '#server/storage/memory/memory-batch-store.ts'
import type { GenerationRequest } from '#shared/protocol/jobs.ts'
import { Batches } from './batches.ts'
import { JobRefused } from './prepare-job.ts'

const request = (id: string): GenerationRequest & { readonly id: string } => ({
  id,
  clip_id: 'clip',
  server_id: 'any',
  prompt: 'a',
  negative_prompt: '',
  model: 'sketch',
  generation_type: 'image',
  params: {},
  priority: 0,
  requested_by: '',
})

test('[B3] a batch whose server ended in the middle is completed by the next one, without what can no longer run', async () => {
  const store = memoryBatchStore()
  const requests = ['one', 'two', 'three'].map(request)
  await store.add({ id: 'b', name: '', projectIds: [], requests, requestedBy: '', createdAt: 1, submitted: false })
  const asked: string[] = []
  const batches = new Batches({
    store,
    dispatcher: {
      prepare: () => Promise.reject(new Error('not asked for')),
      submit: async ({ id = '' }) => {
        if (id === 'two') throw new JobRefused('in-trash', 'The clip is in the trash')
        asked.push(id)
        return { job: null as never, created: true }
      },
      get: async () => null,
      cancel: async () => null,
    },
    projectOfClip: () => Promise.reject(new Error('not asked for')),
    readClip: () => Promise.reject(new Error('not asked for')),
    logger: createLogger('silent'),
    now: () => 2,
    newId: () => 'x',
  })
  await batches.run()
  await expect.poll(() => store.unsubmitted()).toEqual([])
  expect(asked).toEqual(['one', 'three'])
  await batches.drain()
})
