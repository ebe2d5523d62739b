import { request, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

interface Ask {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const FILM = '7b0c2f2e-0c8a-4d0f-8f7e-1f2f3a4b5c6d'
const SHA = 'a'.repeat(64)
const TOOLS = 'https://tools.example.com'

let at: TestServer
beforeAll(async () => {
  const { access } = readConfig({ ALLOWED_ORIGINS: TOOLS })
  at = await startTestServer({ config: { access } })
})
afterAll(() => at.stop())

/** As a browser sends it: `fetch` of Node cannot be told what Host, Origin and Sec-Fetch-Site are. */
function ask({ method = 'GET', path, headers = {}, body }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${at.url}${path}`, { method, headers, agent: false })
    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      // A stream of events goes on: its head is the answer.
      const isStream = incoming.headers['content-type'] === 'text/event-stream'
      const parts: Buffer[] = []
      const done = (): void =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(parts).toString('utf8'),
        })
      if (isStream) {
        done()
        outgoing.destroy()
      } else {
        incoming.on('data', (part: Buffer) => parts.push(part))
        incoming.on('end', done)
      }
    })
    outgoing.end(body)
  })
}

/** The status with which a WebSocket is refused; null where it opens. */
function openSocket(headers: Readonly<Record<string, string>>): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${at.wsUrl}/project/${FILM}`, { headers })
    socket.on('error', () => {})
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('open', () => {
      socket.terminate()
      resolve(null)
    })
  })
}

const json = { 'content-type': 'application/json' }
const CHANNELS: readonly (readonly [string, Ask])[] = [
  ['REST, to read', { path: '/api/v1/projects' }],
  ['REST, to write', { method: 'POST', path: '/api/v1/projects', headers: json, body: '{"name":"Theirs"}' }],
  ['REST, to delete', { method: 'DELETE', path: `/api/v1/projects/${FILM}` }],
  ['events', { path: '/api/v1/events' }],
  ['media', { path: `/media/${SHA}` }],
  ['an upload', { method: 'PUT', path: `/api/v1/media/${SHA}`, body: 'bytes' }],
  [
    'a form',
    {
      method: 'POST',
      path: '/api/v1/projects',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=Theirs',
    },
  ],
  [
    'a preflight',
    { method: 'OPTIONS', path: '/api/v1/projects', headers: { 'access-control-request-method': 'POST' } },
  ],
  ['the app', { path: '/' }],
]

const films = async (): Promise<unknown> => JSON.parse((await ask({ path: '/api/v1/projects' })).body)

describe('a page of somebody else', () => {
  test.each(CHANNELS)(
    'cannot reach this server under a name of its own (DNS rebinding): %s',
    async (_name, channel) => {
      for (const host of ['evil.example', 'evil.example:8787', 'localhost.evil.example', '0.0.0.0', '10.0.0.5:8787']) {
        const answer = await ask({ ...channel, headers: { ...channel.headers, host } })
        expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined])
        expect(answer.body).toContain('forbidden-origin')
      }
    },
  )

  test.each(CHANNELS)('cannot ask for anything across origins: %s', async (_name, channel) => {
    const origins = ['http://evil.example', 'null', 'http://localhost:1', 'https://tools.example.com.evil.example']
    for (const origin of origins) {
      const answer = await ask({ ...channel, headers: { ...channel.headers, origin } })
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined])
    }
  })

  test.each(CHANNELS)('cannot hide that it asks, in browsers that say so: %s', async (_name, channel) => {
    for (const site of ['cross-site', 'same-site']) {
      for (const [mode, dest] of [
        ['no-cors', 'image'],
        ['no-cors', 'script'],
        ['navigate', 'iframe'],
      ] as const) {
        const marks = { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest }
        expect((await ask({ ...channel, headers: { ...channel.headers, ...marks } })).status).toBe(403)
      }
    }
  })

  test('cannot post by leaving for this server, but may link to it', async () => {
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect(
      (await ask({ method: 'POST', path: '/api/v1/projects', headers: { ...visit, ...json }, body: '{}' })).status,
    ).toBe(403)
    expect((await ask({ path: '/api/v1/docs', headers: visit })).status).toBe(200)
  })

  test('cannot open a WebSocket, neither across origins nor under another name', async () => {
    expect(await openSocket({ origin: 'http://evil.example' })).toBe(403)
    expect(await openSocket({ origin: 'null' })).toBe(403)
    expect(await openSocket({ host: 'evil.example' })).toBe(403)
    expect(await openSocket({ host: 'evil.example', origin: 'http://evil.example' })).toBe(403)
    expect(await openSocket({ origin: at.url })).toBeNull()
    expect(await openSocket({})).toBeNull()
  })

  test('has made no film by any of it', async () => expect(await films()).toEqual([]))
})

describe('bodies that a page may send without asking first', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'text/plain;application/json', 'image/png', ''])(
    'are not taken for JSON: %j',
    async (type) => {
      const headers = { ...(type !== '' && { 'content-type': type }), 'content-length': '15' }
      const answer = await ask({ method: 'POST', path: '/api/v1/projects', headers, body: '{"name":"Mine"}' })
      expect([answer.status, JSON.parse(answer.body)]).toEqual([
        415,
        expect.objectContaining({ type: 'urn:storycanvas:error:unsupported-media' }),
      ])
    },
  )

  test('JSON by any of its names is', async () => {
    for (const type of ['application/json', 'Application/JSON; charset=utf-8']) {
      const answer = await ask({
        method: 'POST',
        path: '/api/v1/projects',
        headers: { 'content-type': type },
        body: '{"name":"Mine"}',
      })
      expect(answer.status).toBe(201)
    }
  })
})

describe('a page of an allowed origin', () => {
  test('may ask, is told what it may, and reads the answer', async () => {
    const preflight = await ask({
      method: 'OPTIONS',
      path: '/api/v1/projects',
      headers: {
        origin: TOOLS,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization,if-match',
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'cors',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': TOOLS,
      'access-control-allow-methods': expect.stringContaining('PUT'),
      'access-control-allow-headers': expect.stringContaining('if-match'),
    })
    const answer = await ask({ path: '/api/v1/projects', headers: { origin: TOOLS, 'sec-fetch-site': 'cross-site' } })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': TOOLS,
      'access-control-expose-headers': expect.stringContaining('etag'),
      vary: expect.stringContaining('Origin'),
    })
    const refusal = await ask({ path: `/api/v1/projects/${FILM}`, headers: { origin: TOOLS } })
    expect([refusal.status, refusal.headers['access-control-allow-origin']]).toEqual([404, TOOLS])
    expect(await openSocket({ origin: TOOLS })).toBeNull()
  })
})

describe('names of a server', () => {
  const judge = async (environment: Record<string, string>, headers: Record<string, string>): Promise<number> => {
    const config = { ...readConfig({ ALLOW_INSECURE_NETWORK: '1', ...environment }), clientDir: null }
    const app = createApp({ ...at.services, config })
    return (await app.request('http://x/api/v1/health', { headers })).status
  }

  test.each([
    [{ HOST: '0.0.0.0' }, { host: '192.168.1.7:8787', origin: 'http://192.168.1.7:8787' }, 200],
    [{ HOST: '::' }, { host: '[fd00::7]:8787' }, 200],
    [{ HOST: '0.0.0.0' }, { host: '192.168.1.7.evil.example' }, 403],
    [{ HOST: '0.0.0.0' }, { host: '192.168.1.7', origin: 'http://192.168.1.8' }, 403],
    [{}, { host: '192.168.1.7:8787' }, 403],
    [{ PUBLIC_URL: 'https://film.example.com' }, { host: 'film.example.com', origin: 'https://film.example.com' }, 200],
    [{ PUBLIC_URL: 'https://film.example.com' }, { host: 'film.example.com', origin: 'http://film.example.com' }, 403],
    [{ ALLOWED_HOSTS: 'studio.local' }, { host: 'studio.local:8787', origin: 'http://studio.local:8787' }, 200],
    [{ ALLOWED_HOSTS: 'studio.local' }, { host: 'studio.local:8787', origin: 'http://studio.local:9999' }, 403],
  ])('%o: %o answers %i', async (environment, headers, status) => {
    expect(await judge(environment, headers)).toBe(status)
  })

  test('https alone is asked for where people come by https', async () => {
    const config = readConfig({ PUBLIC_URL: 'https://film.example.com' })
    const app = createApp({ ...at.services, config })
    const answer = await app.request('http://x/api/v1/health', { headers: { host: 'film.example.com' } })
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
    expect((await ask({ path: '/api/v1/health' })).headers['strict-transport-security']).toBeUndefined()
  })
})
