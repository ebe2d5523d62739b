import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { readConfig } from '#server/config.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { Problem } from '#shared/protocol/errors.ts'

describe('what comes too often', () => {
  let at: TestServer
  beforeAll(async () => {
    const { access } = readConfig({
      RATE_LIMIT_API: '4',
      RATE_LIMIT_GENERATION: '2',
      RATE_LIMIT_MEDIA: '3',
      RATE_LIMIT_CONNECTS: '2',
      RATE_LIMIT_SIGN_IN: '3',
      TRUSTED_PROXIES: '127.0.0.0/8, 10.0.0.0/8',
    })
    at = await startTestServer({ config: { access } })
  })
  afterAll(() => at.stop())

  const from = (address: string, path = '/api/v1/health', method = 'GET'): Promise<Response> =>
    fetch(`${at.url}${path}`, { method, headers: { 'x-forwarded-for': address } })

  test('answers 429, says when to come back, and every answer before says how much is left', async () => {
    const left: (string | null)[] = []
    for (let n = 0; n < 4; n += 1) left.push((await from('192.0.2.1')).headers.get('ratelimit-remaining'))
    expect(left).toEqual(['3', '2', '1', '0'])
    const refused = await from('192.0.2.1')
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'application/problem+json'])
    expect(Problem.parse(await refused.json()).type).toBe('urn:storycanvas:error:too-many-requests')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit-limit')).toBe('4')
    expect(refused.headers.get('ratelimit-policy')).toBe('4;w=60')
  })

  test('counts others apart: another address, another network of IPv6, nobody by what they claim', async () => {
    expect((await from('192.0.2.2')).status).toBe(200)
    for (let n = 0; n < 4; n += 1) await from(`2001:db8:0:1::${n}`)
    expect((await from('2001:db8:0:1:ffff::1')).status).toBe(429)
    expect((await from('2001:db8:0:2::1')).status).toBe(200)
    // Only what the last proxy that is believed says counts; what stands before it anybody can write.
    for (let n = 0; n < 4; n += 1) await from(`203.0.113.${n}, 198.51.100.7, 10.0.0.3`)
    expect((await from('8.8.8.8, 198.51.100.7')).status).toBe(429)
    expect((await from('198.51.100.7:4711, 10.1.2.3')).status).toBe(429)
  })

  test('guessing has one of its own, where people sign in', async () => {
    const { access } = readConfig({ RATE_LIMIT_API: '0', RATE_LIMIT_SIGN_IN: '3' })
    const studio = await startTestServer({ config: { access, accounts: true } })
    try {
      const statuses: number[] = []
      for (const path of ['/session', '/set-up', '/share-links/look', '/session', '/invitations/accept']) {
        const answer = await fetch(`${studio.url}/api/v1${path}`, { method: 'POST' })
        statuses.push(answer.status)
      }
      expect(statuses.map((status) => status === 429)).toEqual([false, false, false, true, true])
      expect((await fetch(`${studio.url}/api/v1/session`)).status).toBe(200)
    } finally {
      await studio.stop()
    }
  })

  test('generation has a limit of its own', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 3; n += 1) statuses.push((await from('192.0.2.3', '/api/v1/generation', 'POST')).status)
    expect(statuses.at(-1)).toBe(429)
    expect(statuses.slice(0, 2)).not.toContain(429)
  })

  test('so do media files, whatever else was asked for', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 4; n += 1) statuses.push((await from('192.0.2.4', `/media/${'0'.repeat(64)}`)).status)
    expect(statuses).toEqual([404, 404, 404, 429])
    expect((await from('192.0.2.4')).status).toBe(200)
  })

  test('so do WebSockets', async () => {
    const connect = (): Promise<number> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${at.wsUrl}/library`, { headers: { 'x-forwarded-for': '192.0.2.4' } })
        socket.on('error', () => {})
        socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
        socket.on('open', () => {
          socket.terminate()
          resolve(101)
        })
      })
    expect([await connect(), await connect(), await connect()]).toEqual([101, 101, 429])
  })
})
