import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

let at: TestServer
let picture: Uint8Array
beforeAll(async () => {
  at = await startTestServer({ config: { maxImageBytes: 20_000, maxMusicBytes: 20_000 } })
  picture = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#a24' } })
    .png()
    .toBuffer()
})
afterAll(() => at.stop())

const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
const upload = async (bytes: Uint8Array | string, name: string, type: string): Promise<Response> => {
  const form = new FormData()
  form.set('file', new File([bytes as Uint8Array<ArrayBuffer>], name, { type }))
  return fetch(`${at.url}/api/v1/media/upload-face-image`, { method: 'POST', body: form })
}
const filesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const ACTIVE = {
  'an SVG': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  'an SVG with a head':
    '<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
  'a page': '<!doctype html><script>alert(1)</script>',
  'a script': 'alert(1)',
  'JSON that is no recipe': '{"a":1}',
}

describe('what is uploaded', () => {
  test('is told by its bytes, whatever it is called and said to be', async () => {
    const answer = await upload(picture, 'face.svg', 'image/svg+xml')
    expect([answer.status, await answer.json()]).toEqual([
      201,
      expect.objectContaining({ sha256: hashOf(picture), mime: 'image/png', kind: 'image', width: 32 }),
    ])
    const served = await fetch(`${at.url}/media/${hashOf(picture)}`)
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  test.each(Object.entries(ACTIVE))('is never active content: %s', async (_what, text) => {
    for (const [name, type] of [
      ['face.png', 'image/png'],
      ['face.svg', 'image/svg+xml'],
    ] as const) {
      expect((await upload(text, name, type)).status).toBe(415)
    }
    const put = await fetch(`${at.url}/api/v1/media/${hashOf(text)}`, { method: 'PUT', body: text })
    expect(put.status).toBe(415)
    expect((await fetch(`${at.url}/media/${hashOf(text)}`)).status).toBe(404)
  })

  test('that hides a page behind the beginning of a picture is shown as a picture, or not at all', async () => {
    const polyglot = Buffer.concat([picture.subarray(0, 64), Buffer.from('<script>alert(1)</script>')])
    await upload(polyglot, 'face.html', 'text/html')
    const served = await fetch(`${at.url}/media/${hashOf(polyglot)}`)
    expect(served.headers.get('content-type')).toMatch(/^(image\/png|application\/problem\+json)$/)
    expect(served.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(served.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('and is too large is refused, announced or not, and nothing of it stays', async () => {
    const large = new Uint8Array(100_000)
    large.set(picture)
    expect((await upload(large, 'face.png', 'image/png')).status).toBe(413)
    const status = await new Promise<number>((resolve, reject) => {
      const outgoing = request(`${at.url}/api/v1/media/upload-face-image`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x', 'transfer-encoding': 'chunked' },
      })
      outgoing.on('response', (answer) => resolve(answer.statusCode ?? 0))
      outgoing.on('error', reject)
      outgoing.end(Buffer.concat([Buffer.from('--x\r\n'), large, large]))
    })
    expect(status).toBe(413)
    expect(await readdir(join(at.dataDir, 'media', 'incoming'))).toEqual([])
  })

  test('and is refused unread leaves the connection to the next request on it', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const send = (method: string, path: string, body?: Uint8Array): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const outgoing = request(`${at.url}/api/v1${path}`, { method, agent })
        outgoing.on('error', reject)
        outgoing.on('response', (answer) => {
          answer.resume()
          answer.on('end', () => resolve([answer.statusCode, answer.headers.connection, outgoing.reusedSocket]))
        })
        outgoing.end(body)
      })
    const large = new Uint8Array(1_500_000)
    expect(await send('POST', '/nothing-here', large)).toEqual([415, 'keep-alive', false])
    expect(await send('POST', '/projects', large)).toEqual([415, 'keep-alive', true])
    expect(await send('PUT', '/media/no-hash', large)).toEqual([422, 'keep-alive', true])
    expect(await send('GET', '/health')).toEqual([200, 'keep-alive', true])
    agent.destroy()
  })

  test('names no place in the file system', async () => {
    const before = await filesOf(at.dataDir)
    const other = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } })
      .png()
      .toBuffer()
    for (const name of ['../../../../etc/passwd', '..\\..\\evil.png', '/etc/cron.d/evil', 'a\0b.png', 'con', '.']) {
      expect((await upload(other, name, 'image/png')).status).toBe(201)
    }
    const added = (await filesOf(at.dataDir)).filter((path) => !before.includes(path) && !path.includes('.sqlite'))
    expect(added).toEqual([expect.stringMatching(new RegExp(`/media/.*${hashOf(other)}`))])
  })

  test.each([
    '/media/../secrets.key',
    '/media/..%2f..%2fsecrets.key',
    '/media/%2e%2e/%2e%2e/etc/passwd',
    '/media/....//secrets.key',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '/..%5c..%5csecrets.key',
    '/api/v1/media/..%2f..%2fsecrets.key',
    '/secrets.key',
    '/storycanvas.sqlite',
    `/media/${'a'.repeat(64)}/../../secrets.key`,
  ])('%s reads nothing', async (path) => {
    const key = (await readFile(join(at.dataDir, 'secrets.key'), 'utf8')).trim()
    const body = await new Promise<string>((resolve, reject) => {
      // `fetch` would clean the path up before it is sent.
      const outgoing = request({ host: '127.0.0.1', port: new URL(at.url).port, path, agent: false })
      outgoing.on('error', reject)
      outgoing.on('response', (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => resolve(`${answer.statusCode} ${Buffer.concat(parts).toString('utf8')}`))
      })
      outgoing.end()
    })
    expect(body).not.toContain(key)
    expect(body).not.toContain('root:')
    expect(body).not.toContain('SQLite format')
  })
})
