import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { Problem } from '#shared/protocol/errors.ts'
import { OpenAiVideo, OpenAiVideoPage } from '#shared/protocol/openai-videos.ts'

/** Answers as the reference of OpenAI's API shows them. */
const VIDEOS = ['video_c', 'video_b', 'video_a'].map((id, at) => ({
  id,
  object: 'video',
  model: 'sora-2',
  status: ['in_progress', 'completed', 'failed'][at],
  progress: [33, 100, 0][at],
  created_at: 1_758_941_485 - at,
  completed_at: at === 1 ? 1_758_941_700 : null,
  expires_at: null,
  size: '1280x720',
  seconds: '8',
  prompt: 'a pier at dusk',
  remixed_from_video_id: null,
  error: at === 2 ? { code: 'moderation_blocked', message: 'The prompt was refused' } : null,
}))

let openai: Server
let kept = [...VIDEOS]
let say: { status: number; body: string; headers?: Record<string, string> } | null = null
const asked: string[] = []
let server: TestServer

function answer(request: IncomingMessage): { status: number; body: unknown } {
  const url = new URL(request.url ?? '', 'http://openai')
  if (request.headers.authorization !== 'Bearer sk-studio') {
    return {
      status: 401,
      body: { error: { message: 'Incorrect API key provided: sk-wrong', type: 'invalid_request_error' } },
    }
  }
  if (url.pathname === '/v1/videos') {
    const limit = Number(url.searchParams.get('limit'))
    const from = kept.findIndex(({ id }) => id === url.searchParams.get('after')) + 1
    const data = kept.slice(from, from + limit)
    const has_more = from + limit < kept.length
    return { status: 200, body: { object: 'list', data, has_more, first_id: data[0]?.id, last_id: data.at(-1)?.id } }
  }
  const video = kept.find(({ id }) => url.pathname === `/v1/videos/${id}`)
  if (!video) return { status: 404, body: { error: { message: 'Video not found', type: 'invalid_request_error' } } }
  if (request.method !== 'DELETE') return { status: 200, body: video }
  kept = kept.filter((other) => other !== video)
  return { status: 200, body: { id: video.id, object: 'video.deleted', deleted: true } }
}

beforeAll(async () => {
  openai = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const { status, body } = say ?? answer(request)
    response.writeHead(status, { 'content-type': 'application/json', ...say?.headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => openai.listen(0, '127.0.0.1', resolve))
  const { port } = openai.address() as AddressInfo
  server = await startTestServer({ config: { openai: { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: null } } })
})
afterAll(async () => {
  await server.stop()
  openai.close()
})
beforeEach(async () => {
  kept = [...VIDEOS]
  say = null
  await server.services.secrets.set('openai-api-key', 'sk-studio')
})

async function call(method: string, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.url}/api/v1/openai/videos${path}`, { method })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

test('videos are listed page by page, read and deleted at OpenAI', async () => {
  const first = OpenAiVideoPage.parse((await call('GET', '?limit=2')).body)
  expect(first.items.map(({ id, status, progress }) => [id, status, progress])).toEqual([
    ['video_c', 'in_progress', 33],
    ['video_b', 'completed', 100],
  ])
  const second = OpenAiVideoPage.parse((await call('GET', `?limit=2&cursor=${first.next_cursor}`)).body)
  expect(second).toMatchObject({ items: [{ id: 'video_a', error: 'The prompt was refused' }], next_cursor: null })
  expect(OpenAiVideo.parse((await call('GET', '/video_b')).body)).toMatchObject({
    seconds: 8,
    size: '1280x720',
    completed_at: '2025-09-27T02:55:00.000Z',
  })
  expect((await call('DELETE', '/video_b')).status).toBe(204)
  expect((await call('GET', '/video_b')).status).toBe(404)
  expect(asked.at(-2)).toBe('DELETE /v1/videos/video_b')
})

test('without a key, or with one that OpenAI does not take, the answer says what to do and never shows the key', async () => {
  await server.services.secrets.set('openai-api-key', 'sk-wrong')
  const wrong = await call('GET', '')
  expect(wrong.status).toBe(409)
  expect(JSON.stringify(wrong.body)).not.toContain('sk-wrong')
  await server.services.secrets.clear('openai-api-key')
  const before = asked.length
  const none = await call('GET', '/video_a')
  expect(Problem.parse(none.body)).toMatchObject({ status: 409, type: 'urn:storycanvas:error:not-configured' })
  expect(asked).toHaveLength(before)
})

test.each([
  [{ status: 429, body: '{"error":{"message":"slow down"}}' }, 429],
  [{ status: 500, body: 'oops' }, 502],
  [{ status: 200, body: '<html>' }, 502],
  [{ status: 200, body: '{"data":[{"id":7}]}' }, 502],
  [{ status: 200, body: `{"data":"${'x'.repeat(3_000_000)}"}` }, 502],
  [{ status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } }, 502],
])('what OpenAI answers otherwise (%.40j) is told as %i', async (answered, status) => {
  say = answered
  const told = await call('GET', '')
  expect(told.status).toBe(status)
  expect(Problem.parse(told.body).detail).toContain('OpenAI')
})

test.each(['..%2Fmodels', 'a%2Fb', '%3Fx', 'ä'])('an id cannot leave its place: %s', async (id) => {
  const before = asked.length
  expect((await call('GET', `/${id}`)).status).toBe(422)
  expect(asked).toHaveLength(before)
})
