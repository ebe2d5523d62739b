/** @vitest-environment node */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { GenerationRequest } from '#shared/protocol/jobs.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import { problem } from '#shared/protocol/errors.ts'
import { createApiClient } from '../api/api-client.ts'
import { writable } from '../session/store.ts'
import { memoryOutboxStore } from '../storage/memory/memory-stores.ts'
import { startLocalServer } from '../testing/local-server.ts'
import type { SeenRequest, TestAnswer } from '../testing/local-server.ts'
import { Outbox } from './outbox.ts'
import type { OutboxOutcome } from './outbox.ts'
import type { TabRole } from './tab-leader.ts'

const FILM = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'
const CLIP = '1c7c8b4f-7b66-4c8b-8c54-2a6f7b8d9ea1'
const JOB = '2d8d9c50-8c77-4d9c-9d65-3b708c9eafb2'
const HASH = 'a'.repeat(64)

const request = {
  ...GenerationRequest.parse({ clip_id: CLIP, prompt: 'rain', model: 'sketch', generation_type: 'image' }),
  id: JOB,
}
const job: Job = {
  id: JOB,
  project_id: FILM,
  clip_id: CLIP,
  server_id: 'any',
  assigned_server_id: null,
  assigned_server_name: null,
  prompt: 'rain',
  negative_prompt: '',
  model: 'sketch',
  model_type: null,
  generation_type: 'image',
  params: {},
  priority: 0,
  status: 'queued',
  progress: { step: 0, steps: 0, fraction: 0, seconds_left: null, preview: 0 },
  position: 1,
  error: null,
  attempts: 0,
  max_attempts: 3,
  take_id: null,
  media: null,
  requested_by: '',
  created_at: '2026-03-01T12:00:00.000Z',
  started_at: null,
  finished_at: null,
}
const media = { sha256: HASH, kind: 'image', mime: 'image/png', bytes: 3, width: 1, height: 1, duration: null }

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function anOutbox(answer: (request: SeenRequest) => TestAnswer, role: TabRole = 'leader') {
  const server = await startLocalServer(answer)
  const store = memoryOutboxStore()
  const leader = writable<TabRole>(role)
  const syncOn = writable(true)
  const film = { saved: true, flushed: 0 }
  const file: { here: Blob | null } = { here: new Blob(['png']) }
  const time = { now: 1_000 }
  const outcomes: OutboxOutcome[] = []
  const outbox = new Outbox({
    store,
    api: createApiClient({ origin: server.origin }),
    leader,
    syncOn,
    readMedia: async () => file.here,
    flushProject: async () => void (film.flushed += 1),
    isProjectSaved: async () => film.saved,
    onSettled: (outcome) => outcomes.push(outcome),
    now: () => time.now,
    random: () => 0,
  })
  outbox.start()
  ends.push(async () => {
    await outbox.close()
    await server.close()
  })
  const lines = (): string[] => server.seen.map(({ method, path }) => `${method} ${path}`)
  return { outbox, server, store, leader, syncOn, film, file, time, outcomes, lines }
}

const ASK = '/api/v1/media/missing'
const good = ({ method, path }: SeenRequest): TestAnswer => {
  if (path === ASK) return { status: 200, body: { sha256: [HASH] } }
  return method === 'PUT' ? { status: 201, body: media } : { status: 202, body: job }
}

describe('the outbox', () => {
  test('sends the picture that a job starts from before the job, and empties', async () => {
    const { outbox, lines, outcomes, film, server } = await anOutbox(good, 'leader')
    await Promise.all([
      outbox.addJob(FILM, { ...request, params: { start_image: HASH } }),
      outbox.addUpload(FILM, { sha256: HASH, mime: 'image/png', bytes: 3 }),
    ])
    await vi.waitFor(() => expect(outbox.items.get()).toEqual([]))
    await vi.waitFor(() => expect(outcomes).toHaveLength(2))
    expect(lines()).toContain(`PUT /api/v1/media/${HASH}`)
    expect(lines().at(-1)).toBe('POST /api/v1/generation')
    expect(JSON.parse(server.seen.at(-1)?.body ?? '')).toMatchObject({ id: JOB, clip_id: CLIP })
    expect(film.flushed).toBe(1)
  })

  test('does not upload what the server has', async () => {
    const { outbox, lines } = await anOutbox(() => ({ status: 200, body: { sha256: [] } }))
    await outbox.addUpload(FILM, { sha256: HASH, mime: 'image/png', bytes: 3 })
    await vi.waitFor(() => expect(outbox.items.get()).toEqual([]))
    expect(lines()).toEqual([`POST ${ASK}`])
  })

  test('lends a file of the library once the server has it, bringing the file itself where it is only here', async () => {
    let isThere = false
    const lending = (request: SeenRequest): TestAnswer => {
      if (request.path !== '/api/v1/media/lend') return good(request)
      const answer = { status: 200, body: { sha256: isThere ? [HASH] : [] } }
      isThere = true
      return answer
    }
    const { outbox, leader, lines, outcomes } = await anOutbox(lending, 'follower')
    await outbox.addLoans(FILM, [HASH])
    await outbox.addLoans(FILM, [HASH])
    expect(outbox.items.get()).toHaveLength(1)
    leader.set('leader')
    await vi.waitFor(() => expect(outcomes).toMatchObject([{ refusal: null }]))
    expect(lines()).toEqual(['POST /api/v1/media/lend', `PUT /api/v1/media/${HASH}`, 'POST /api/v1/media/lend'])
  })

  test('waits with a loan for the file that another device has', async () => {
    const { outbox, file, lines, time } = await anOutbox(() => ({ status: 200, body: { sha256: [] } }))
    file.here = null
    await outbox.addLoans(FILM, [HASH])
    await vi.waitFor(() => expect(outbox.items.get()).toMatchObject([{ attempts: 1 }]))
    time.now += 60_000
    await outbox.flush()
    expect(outbox.items.get()).toMatchObject([{ attempts: 2, problem: 'The file is not on the server yet.' }])
    expect(new Set(lines())).toEqual(new Set(['POST /api/v1/media/lend']))
  })

  test('keeps a job until the film is saved on the server', async () => {
    const { outbox, film, lines, time } = await anOutbox(good)
    film.saved = false
    await outbox.addJob(FILM, request)
    await outbox.flush()
    expect(lines()).toEqual([])
    film.saved = true
    time.now += 1_000
    await outbox.flush()
    await vi.waitFor(() => expect(outbox.items.get()).toEqual([]))
    expect(lines()).toEqual(['POST /api/v1/generation'])
  })

  test('keeps what it could not send, says why, and sends it under the same id later', async () => {
    const answers: TestAnswer[] = ['hang-up', { status: 503, body: problem('unavailable', 'The server is starting.') }]
    const { outbox, server, outcomes } = await anOutbox((seen) => answers.shift() ?? good(seen))
    await outbox.addJob(FILM, request)
    await vi.waitFor(() =>
      expect(outbox.items.get()[0]).toMatchObject({ attempts: 1, problem: expect.stringContaining('not answering') }),
    )
    await outbox.flush()
    await vi.waitFor(() =>
      expect(outbox.items.get()[0]).toMatchObject({ attempts: 2, problem: 'The server is starting.' }),
    )
    await outbox.flush()
    await vi.waitFor(() => expect(outbox.items.get()).toEqual([]))
    expect(server.seen.map(({ body }) => (JSON.parse(body) as { id: string }).id)).toEqual([JOB, JOB, JOB])
    expect(outcomes.map(({ refusal }) => refusal)).toEqual([null])
  })

  test('keeps what it could not send because nobody was signed in, and sends it when somebody is', async () => {
    const answers: TestAnswer[] = [{ status: 401, body: problem('not-signed-in', 'Sign in first.') }]
    const { outbox, outcomes } = await anOutbox((seen) => answers.shift() ?? good(seen))
    await outbox.addJob(FILM, request)
    await vi.waitFor(() => expect(outbox.items.get()[0]).toMatchObject({ problem: 'Sign in first.' }))
    await outbox.flush()
    await vi.waitFor(() => expect(outbox.items.get()).toEqual([]))
    expect(outcomes.map(({ refusal }) => refusal)).toEqual([null])
  })

  test('waits as long as the server asks', async () => {
    const { outbox, time } = await anOutbox(() => ({
      status: 429,
      body: problem('too-many-requests', 'Slow down.'),
      headers: { 'retry-after': '30' },
    }))
    await outbox.addJob(FILM, request)
    await vi.waitFor(() => expect(outbox.items.get()[0]?.nextTryAt).toBe(time.now + 30_000))
  })

  test('a refusal leaves the outbox with the words of the server', async () => {
    const { outbox, outcomes } = await anOutbox(() => ({
      status: 422,
      body: problem('missing-models', 'No server has flux_dev.'),
    }))
    await outbox.addJob(FILM, request)
    await vi.waitFor(() => expect(outcomes).toHaveLength(1))
    expect(outcomes[0]).toMatchObject({ refusal: { code: 'missing-models', message: 'No server has flux_dev.' } })
    expect(outbox.items.get()).toEqual([])
  })

  test('a job that still waits is called off without a word to the server', async () => {
    const { outbox, film, lines } = await anOutbox(good)
    film.saved = false
    await outbox.addJob(FILM, request)
    await outbox.cancelJob(FILM, JOB)
    await vi.waitFor(() => expect(outbox.items.get()).toEqual([]))
    expect(lines()).toEqual([])
  })

  test('only the leading tab sends, and a tab that takes over goes on', async () => {
    const { outbox, leader, lines } = await anOutbox(good, 'follower')
    await outbox.addJob(FILM, request)
    await outbox.flush()
    expect(lines()).toEqual([])
    leader.set('leader')
    await vi.waitFor(() => expect(lines()).toEqual(['POST /api/v1/generation']))
  })

  test('sends nothing while syncing is off, calls back what is on its way, and sends it when it is on again', async () => {
    const answers: TestAnswer[] = ['silence']
    const { outbox, syncOn, lines, outcomes } = await anOutbox((seen) => answers.shift() ?? good(seen))
    await outbox.addUpload(FILM, { sha256: HASH, mime: 'image/png', bytes: 3 })
    await vi.waitFor(() => expect(lines()).toEqual([`POST ${ASK}`]))
    syncOn.set(false)
    await outbox.addJob(FILM, request)
    await outbox.flush()
    expect(lines()).toHaveLength(1)
    expect(outbox.items.get()).toMatchObject([{ attempts: 0 }, { attempts: 0 }])
    syncOn.set(true)
    await vi.waitFor(() => expect(outcomes).toHaveLength(2))
    expect(lines()).toEqual([`POST ${ASK}`, `POST ${ASK}`, `PUT /api/v1/media/${HASH}`, 'POST /api/v1/generation'])
  })

  test('a request that finds no room is refused in words, and leaves nothing behind', async () => {
    const { outbox, store } = await anOutbox(good, 'follower')
    store.putAll = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'))
    await expect(outbox.addUpload(FILM, { sha256: HASH, mime: 'image/png', bytes: 3 })).rejects.toThrow(
      'Free some room',
    )
    expect(outbox.items.get()).toEqual([])
  })

  test('on a full disk the pause between two tries is kept in memory: nobody is asked without end', async () => {
    const { outbox, store, lines } = await anOutbox(() => ({ status: 503 }))
    const put = vi.fn(() => Promise.reject(new DOMException('no room', 'QuotaExceededError')))
    store.put = put
    await outbox.addUpload(FILM, { sha256: HASH, mime: 'image/png', bytes: 3 })
    await vi.waitFor(() => expect(put).toHaveBeenCalled())
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(lines()).toHaveLength(1)
  })

  test('what waits is kept again when the browser has lost what it stored', async () => {
    const { outbox, store } = await anOutbox(good, 'follower')
    await outbox.addUpload(FILM, { sha256: HASH, mime: 'image/png', bytes: 3 })
    const list = store.list
    store.list = () => Promise.reject(new Error('the database is closed'))
    await store.remove(`upload:${HASH}`)
    expect(outbox.items.get()).toHaveLength(1)
    await outbox.rescue()
    expect(await list()).toHaveLength(1)
  })

  test('what waits of a film leaves with it', async () => {
    const { outbox } = await anOutbox(good, 'follower')
    await outbox.addUpload(FILM, { sha256: HASH, mime: 'image/png', bytes: 3 })
    await outbox.addUpload(CLIP, { sha256: 'b'.repeat(64), mime: 'image/png', bytes: 3 })
    await outbox.forgetProject(FILM)
    expect(outbox.items.get().map(({ projectId }) => projectId)).toEqual([CLIP])
  })
})
