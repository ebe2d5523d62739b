import { readdirSync, readFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { until } from '#server/testing/until.ts'
import { must } from '#shared/util/assert.ts'

const CREDENTIALS = { username: 'kim', password: 'Grüße: 1' }
const EXPECTED = `Basic ${Buffer.from('kim:Grüße: 1').toString('base64')}`

/** A proxy with a sign-in, as people put before ComfyUI. */
async function guardOf(target: string): Promise<{ server: Server; url: string; refused: string[] }> {
  const { hostname, port } = new URL(target)
  const refused: string[] = []
  const server = createServer((incoming, answer) => {
    if (incoming.headers.authorization !== EXPECTED) {
      refused.push(`${incoming.method} ${incoming.url}`)
      return void answer.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
    }
    const { method, url, headers } = incoming
    const onward = request({ hostname, port, method, path: url, headers: { ...headers, host: `${hostname}:${port}` } })
    onward.on('response', (got) => got.pipe(answer.writeHead(got.statusCode ?? 500, got.headers)))
    return void incoming.pipe(onward)
  })
  server.on('upgrade', (incoming, socket) => {
    if (incoming.headers.authorization !== EXPECTED) {
      refused.push(`WebSocket ${incoming.url}`)
      return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
    }
    const lines = Object.entries({ ...incoming.headers, host: `${hostname}:${port}` })
    const onward = connect(Number(port), hostname)
    onward.write(
      `GET ${incoming.url} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${String(value)}`).join('\r\n')}\r\n\r\n`,
    )
    onward.pipe(socket).pipe(onward)
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, refused }
}

describe('hosts behind a sign-in', () => {
  let fake: FakeComfy
  let guard: Awaited<ReturnType<typeof guardOf>>
  let server: TestServer
  beforeAll(async () => {
    fake = await startFakeComfy()
    guard = await guardOf(fake.url)
    server = await startTestServer({ dispatch: { probeMs: 50 } })
  })
  afterAll(async () => {
    await server.stop()
    guard.server.closeAllConnections()
    await new Promise((resolve) => guard.server.close(resolve))
    await fake.stop()
  })
  const call = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; text: string; json: Record<string, unknown> }> => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.text()
    return { status: answer.status, text, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }

  test('[H7] are reached by HTTP and WebSocket with their password, which nothing ever answers', async () => {
    const url = guard.url
    const without = await call('POST', '/comfyui/servers/test', { url })
    expect(without.json).toMatchObject({ ok: false, fix: expect.stringContaining('user name and password') })
    expect((await call('POST', '/comfyui/servers/test', { url, credentials: CREDENTIALS })).json).toMatchObject({
      ok: true,
    })

    guard.refused.length = 0
    const added = await call('POST', '/comfyui/servers', { name: 'Attic', url, credentials: CREDENTIALS })
    expect(added.json).toMatchObject({ status: 'online', has_credentials: true })
    const id = String(added.json['id'])
    await until(() => expect(must(server.services.dispatch.hosts.connection(id), 'host').socket.state).toBe('open'))
    const shown = [added, await call('GET', '/comfyui/servers'), await call('GET', `/comfyui/servers/${id}/info`)]
    for (const { text } of shown) expect(text).not.toMatch(/kim|Grüße/)
    expect(JSON.stringify(server.logLines)).not.toMatch(/Grüße/)

    const again = await call('POST', '/comfyui/servers/test', { url, server_id: id })
    expect(again.json).toMatchObject({ ok: true })
    // Without a word of them they stay; with another address they go; null clears them.
    const renamed = await call('PUT', `/comfyui/servers/${id}`, { name: 'Cellar', url })
    expect(renamed.json).toMatchObject({ status: 'online', has_credentials: true })
    expect(guard.refused).toEqual([])
    const cleared = await call('PUT', `/comfyui/servers/${id}`, { name: 'Cellar', url, credentials: null })
    expect(cleared.json).toMatchObject({ status: 'unreachable', has_credentials: false })
    await call('PUT', `/comfyui/servers/${id}`, { name: 'Cellar', url, credentials: CREDENTIALS })
    const moved = await call('PUT', `/comfyui/servers/${id}`, { name: 'Cellar', url: fake.url })
    expect(moved.json).toMatchObject({ status: 'online', has_credentials: false })
    expect((await call('DELETE', `/comfyui/servers/${id}`)).status).toBe(204)
  })

  test.each(['http://169.254.169.254', 'http://[fe80::1]:8188', 'http://0.0.0.0:8188'])(
    '[H6] %s cannot be registered, and is not asked',
    async (url) => {
      const refused = await call('POST', '/comfyui/servers', { name: 'Cloud', url })
      expect([refused.status, refused.json['detail']]).toEqual([422, expect.stringContaining('may not be used')])
      const tried = await call('POST', '/comfyui/servers/test', { url })
      expect(tried.json).toMatchObject({ ok: false, problem: expect.stringContaining('never talks to') })
    },
  )

  test('[H7] what is stored is sealed', async () => {
    await call('POST', '/comfyui/servers', { name: 'Attic', url: guard.url, credentials: CREDENTIALS })
    const files = readdirSync(server.dataDir).filter((name) => name.startsWith('storycanvas.sqlite'))
    const stored = Buffer.concat(files.map((name) => readFileSync(join(server.dataDir, name))))
    expect(stored.includes('comfyui-host/')).toBe(true)
    expect(stored.includes(CREDENTIALS.password)).toBe(false)
    expect(stored.includes(EXPECTED.slice('Basic '.length))).toBe(false)
  })
})
