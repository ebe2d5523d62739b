import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createApp } from '#server/app.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { ServerEvent } from '#shared/protocol/jobs.ts'
import { Problem } from '#shared/protocol/errors.ts'
import { until } from '#server/testing/until.ts'

let at: TestServer
let clientDir: string

beforeAll(async () => {
  clientDir = await mkdtemp(join(tmpdir(), 'storycanvas-client-'))
  await mkdir(join(clientDir, 'assets'))
  await writeFile(join(clientDir, 'index.html'), '<!doctype html><title>StoryCanvas</title>')
  await writeFile(join(clientDir, 'service-worker.js'), 'self.skipWaiting()')
  await writeFile(join(clientDir, 'assets', 'app-1a2b.js'), 'console.log("app")')
  await writeFile(join(clientDir, 'assets', 'app-1a2b.js.br'), brotliCompressSync('console.log("app")'))
  at = await startTestServer({ config: { clientDir, allowedHosts: ['studio.local'] } })
})
afterAll(async () => {
  await at.stop()
  await rm(clientDir, { recursive: true, force: true })
})

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = Problem.parse(await response.json())
  expect(problem).toMatchObject({ type: `urn:storycanvas:error:${code}`, status })
  expect(problem.detail.length).toBeGreaterThan(10)
}

describe('who may ask', () => {
  const ask = (headers: Record<string, string>): Response | Promise<Response> =>
    createApp(at.services).request('http://localhost/api/v1/health', { headers })

  test.each(['localhost', 'LOCALHOST:8787', '127.0.0.1:1', '[::1]:8787', '[::1]', 'studio.local', 'studio.local:80'])(
    'Host %s is answered',
    async (host) => {
      expect((await ask({ host })).status).toBe(200)
    },
  )

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.1.5:8787', '', '@localhost'])(
    'Host %s is not: another name may have been made to point here',
    async (host) => {
      await expectProblem(await ask({ host }), 403, 'forbidden-origin')
    },
  )

  test('pages of this server and of allowed names may ask', async () => {
    expect((await ask({ host: 'localhost:8787', origin: 'http://localhost:8787' })).status).toBe(200)
    expect((await ask({ host: 'localhost:8787', origin: 'https://studio.local' })).status).toBe(200)
  })

  test.each(['http://evil.example', 'http://localhost:9999', 'null', 'file://', 'https://studio.local.evil.example'])(
    'a page of %s may not',
    async (origin) => {
      await expectProblem(await ask({ host: 'localhost:8787', origin }), 403, 'forbidden-origin')
    },
  )

  test.each([{ origin: 'http://evil.example' }, { headers: { host: 'evil.example' } }])(
    'a WebSocket of %o is refused',
    async (options) => {
      const socket = new WebSocket(`${at.wsUrl}/library`, options)
      const status = await new Promise<number | undefined>((resolve) => {
        socket.once('unexpected-response', (_request, response) => resolve(response.statusCode))
        socket.once('open', () => resolve(undefined))
      })
      socket.on('error', () => {})
      socket.terminate()
      expect(status).toBe(403)
    },
  )

  test('a WebSocket of an own page is let in', async () => {
    const socket = new WebSocket(`${at.wsUrl}/library`, { origin: at.url })
    await new Promise((resolve) => socket.once('open', resolve))
    socket.terminate()
  })
})

describe('answers', () => {
  test('the start of the API says where to go', async () => {
    const body = (await (await fetch(`${at.url}/api/v1/`)).json()) as { name: string; links: Record<string, string> }
    expect(body.name).toBe('StoryCanvas')
    for (const path of [body.links.docs, body.links.openapi, body.links.health]) {
      expect((await fetch(at.url + path)).status).toBe(200)
    }
  })

  test('unknown addresses get a problem document, and so do wrong queries', async () => {
    await expectProblem(await fetch(`${at.url}/api/v1/nothing`), 404, 'not-found')
    await expectProblem(await fetch(`${at.url}/api/v1/events?project_id=7`), 422, 'invalid')
    await expectProblem(await fetch(`${at.url}/sync/library`), 404, 'not-found')
  })

  test('an error of the server shows nothing of its inside, and is logged once', async () => {
    const broken = createApp({
      ...at.services,
      health: {
        check: () => Promise.reject(new Error('secret path /srv')),
      } as unknown as TestServer['services']['health'],
    })
    const before = at.logLines.length
    const response = await broken.request('http://localhost/api/v1/health', { headers: { host: 'localhost' } })
    expect(await response.clone().text()).not.toContain('secret')
    await expectProblem(response, 500, 'internal')
    expect(at.logLines.slice(before)).toMatchObject([{ level: 50, path: '/api/v1/health', method: 'GET' }])
  })

  test('a body that is too large is refused before it is read', async () => {
    const response = await fetch(`${at.url}/api/v1/anything`, { method: 'POST', body: new Uint8Array(3_000_000) })
    await expectProblem(response, 413, 'too-large')
  })

  test('an unfit server says so with 503, a limited one with 200', async () => {
    const { health } = at.services
    expect((await (await fetch(`${at.url}/api/v1/health`)).json()) as object).toMatchObject({ status: 'ok' })
    let report = { status: 'degraded' as 'degraded' | 'down', detail: 'One server does not answer' }
    health.add({ name: 'test', essential: true, check: async () => report })
    const limited = await fetch(`${at.url}/api/v1/health`)
    expect(limited.status).toBe(200)
    expect(await limited.json()).toMatchObject({ status: 'degraded' })
    report = { status: 'down', detail: 'Disk full' }
    const unfit = await fetch(`${at.url}/api/v1/health`)
    expect(unfit.status).toBe(503)
    expect(await unfit.json()).toMatchObject({
      status: 'down',
      parts: expect.arrayContaining([expect.objectContaining({ name: 'test', status: 'down', detail: 'Disk full' })]),
    })
  })

  test('the API describes itself, and its page loads nothing from elsewhere', async () => {
    const document = (await (await fetch(`${at.url}/api/v1/openapi.json`)).json()) as { paths: object; openapi: string }
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/api/v1/health', '/api/v1/media/{sha256}', '/api/v1/media/projects/{id}/upload-music']),
    )
    const page = await fetch(`${at.url}/api/v1/docs`)
    const html = await page.text()
    expect(html).not.toMatch(/https?:\/\//)
    for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await fetch(at.url + path)).status).toBe(200)
    }
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval'")
  })
})

describe('events', () => {
  test('begin with hello, pass on what concerns the project, and end with the connection', async () => {
    const projectId = '3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11'
    const otherId = '3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d12'
    const abort = new AbortController()
    const response = await fetch(`${at.url}/api/v1/events?project_id=${projectId}`, { signal: abort.signal })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    let text = ''
    const reading = (async () => {
      const decoder = new TextDecoder()
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(chunk)
    })().catch(() => {})
    const events = (): ServerEvent[] =>
      [...text.matchAll(/^data: (.*)$/gm)].map((match) => ServerEvent.parse(JSON.parse(match[1] ?? '')))
    await until(() => expect(events().map((event) => event.type)).toEqual(['hello']))
    at.services.events.publish({ type: 'job-removed', id: otherId, project_id: otherId })
    at.services.events.publish({ type: 'job-removed', id: otherId, project_id: projectId })
    at.services.events.publish({ type: 'servers' })
    await until(() => expect(events().map((event) => event.type)).toEqual(['hello', 'job-removed', 'servers']))
    expect(events()[1]).toMatchObject({ project_id: projectId })
    abort.abort()
    await reading
  })
})

describe('the built client', () => {
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(at.url + path, { headers })

  test('pages are the app, asked for anew each time', async () => {
    for (const path of ['/', '/index.html', '/films/3f1c8a52/edit']) {
      const response = await get(path)
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('<title>StoryCanvas')
      expect(response.headers.get('cache-control')).toBe('no-cache')
    }
  })

  test('files with a hash in their name are kept for ever, compressed where the client can', async () => {
    const plain = await get('/assets/app-1a2b.js', { 'accept-encoding': 'identity' })
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(plain.headers.get('content-type')).toContain('text/javascript')
    const compressed = await get('/assets/app-1a2b.js', { 'accept-encoding': 'br' })
    expect(compressed.headers.get('content-encoding')).toBe('br')
    expect(await compressed.text()).toBe('console.log("app")')
  })

  test('the service worker is asked for anew', async () => {
    expect((await get('/service-worker.js')).headers.get('cache-control')).toBe('no-cache')
  })

  test.each(['/assets/gone-9z.js', '/api/gone', '/missing.png', '/assets/..%2f..%2fetc/passwd'])(
    '%s is missing, and no page stands in for it',
    async (path) => {
      await expectProblem(await get(path), 404, 'not-found')
    },
  )
})
