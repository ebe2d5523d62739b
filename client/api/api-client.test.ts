/** @vitest-environment node */
import { afterEach, describe, expect, test } from 'vitest'
import { problem } from '#shared/protocol/errors.ts'
import { startLocalServer } from '../testing/local-server.ts'
import type { SeenRequest, TestAnswer } from '../testing/local-server.ts'
import { ApiError, createApiClient } from './api-client.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function aServer(answer: (request: SeenRequest) => TestAnswer) {
  const server = await startLocalServer(answer)
  ends.push(server.close)
  return { api: createApiClient({ origin: server.origin }), server }
}

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.catch((reason: unknown) => reason)
  if (error instanceof ApiError) return error
  throw new Error('the call should have failed with an ApiError', { cause: error })
}

describe('calls of the server', () => {
  test('a list comes bare or as a page', async () => {
    const pages: TestAnswer[] = [
      { status: 200, body: [] },
      { status: 200, body: { items: [], next_cursor: null } },
    ]
    const { api } = await aServer(() => pages.shift()!)
    expect(await api.listProjects()).toEqual([])
    expect(await api.listProjects()).toEqual([])
  })

  test('a problem document becomes a typed error with its words', async () => {
    const { api } = await aServer(() => ({ status: 409, body: problem('conflict', 'There is one already.') }))
    const error = await failure(api.listJobs())
    expect(error).toMatchObject({ code: 'conflict', status: 409, message: 'There is one already.', isTemporary: false })
  })

  test.each([
    ['HTML', { status: 200, body: '<html>' }, 'unreadable', false],
    ['another shape', { status: 200, body: [{ id: 1 }] }, 'unreadable', false],
    ['a gateway in front of nothing', { status: 502 }, 'unavailable', true],
    ['half an answer', 'hang-up', 'offline', true],
  ] as const)('%s is told apart', async (_name, answer, code, isTemporary) => {
    const { api } = await aServer(() => answer)
    expect(await failure(api.listServers())).toMatchObject({ code, isTemporary })
  })

  test('a call can be cancelled', async () => {
    const { api } = await aServer(() => ({ status: 200, body: [] }))
    const error = await failure(api.listJobs(undefined, { signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'cancelled', isTemporary: false })
  })

  test('a file goes up raw under its hash', async () => {
    const sha256 = 'a'.repeat(64)
    const body = { sha256, kind: 'image', mime: 'image/png', bytes: 3, width: 1, height: 1, duration: null }
    const { api, server } = await aServer(() => ({ status: 201, body }))
    expect(await api.putMedia(sha256, new Blob(['png'], { type: 'image/png' }))).toEqual(body)
    expect(server.seen).toEqual([{ method: 'PUT', path: `/api/v1/media/${sha256}`, body: 'png' }])
  })

  test('asks whether the server has a file', async () => {
    const { api } = await aServer(() => ({ status: 200, body: { sha256: ['b'.repeat(64)] } }))
    expect(await api.hasMedia('a'.repeat(64))).toBe(true)
    expect(await api.hasMedia('b'.repeat(64))).toBe(false)
  })
})
