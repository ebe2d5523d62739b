import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { memoryAnswerStore } from '#server/storage/memory/memory-answer-store.ts'
import { createLogger } from '#server/observability/logger.ts'
import { MACHINE } from '#server/auth/identity.ts'
import { createApi } from '../api.ts'
import { idempotency, type IdempotencyTiming } from './idempotency.ts'
import { reportErrors } from './report-errors.ts'

interface Lab {
  post(body: string, key?: string): Promise<Response>
  /** Lets the request that waits go on. */
  release(): void
  readonly runs: () => number
}

/** An app whose one route counts how often it ran; `slow` waits to be let go, `fail` fails. */
function lab(timing: Partial<IdempotencyTiming> = {}, answers = memoryAnswerStore(), clock = { now: 1000 }): Lab {
  let runs = 0
  let release = (): void => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  const app = createApi()
  app.onError(reportErrors(createLogger('silent')))
  app.use(async (c, next) => {
    c.set('identity', MACHINE)
    await next()
  })
  app.use(
    idempotency({ answers, now: () => clock.now, newId: randomUUID, timing: { lookMs: 1, patienceMs: 0, ...timing } }),
  )
  app.post('/', async (c) => {
    runs += 1
    const text = await c.req.text()
    if (text === 'slow') await gate
    if (text === 'fail') throw new Error('failed')
    return c.json({ run: runs }, 201)
  })
  return {
    post: async (body, key = 'a') => app.request('/', { method: 'POST', body, headers: { 'idempotency-key': key } }),
    release: () => release(),
    runs: () => runs,
  }
}

test('while the first is being worked on another one is told to come again, and gets the answer then', async () => {
  const { post, release, runs } = lab()
  const first = post('slow')
  await expect.poll(runs).toBe(1)
  const busy = await post('slow')
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([409, '1'])
  release()
  expect((await first).status).toBe(201)
  expect(await (await post('slow')).json()).toEqual({ run: 1 })
})

test('a request whose server vanished is run again once its claim has ended', async () => {
  const answers = memoryAnswerStore()
  const clock = { now: 1000 }
  const vanished = lab({}, answers, clock)
  void vanished.post('slow')
  await expect.poll(vanished.runs).toBe(1)
  const { post, release } = lab({}, answers, clock)
  release()
  expect((await post('slow')).status).toBe(409)
  clock.now += 60_000
  expect((await post('slow')).status).toBe(201)
})

test('what failed is not kept, and an answer is kept for a day', async () => {
  const clock = { now: 1000 }
  const { post, runs } = lab({}, memoryAnswerStore(), clock)
  expect((await post('fail')).status).toBe(500)
  expect((await post('fail')).status).toBe(500)
  expect(await (await post('x')).json()).toEqual({ run: 3 })
  clock.now += 24 * 60 * 60_000 - 1
  expect((await post('x')).headers.get('idempotency-replayed')).toBe('true')
  clock.now += 1
  await post('x')
  expect(runs()).toBe(4)
})
