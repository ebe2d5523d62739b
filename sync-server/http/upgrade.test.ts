import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

let at: TestServer
beforeAll(async () => {
  at = await startTestServer({ headersMs: 300 })
})
afterAll(() => at.stop())

/** Opens a socket, writes this, and resolves with what came back until the server ended it. */
async function answerTo(text: string): Promise<string> {
  const socket: Socket = connect(Number(new URL(at.url).port), '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
  socket.on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return answer
}

const upgrade = (path: string, headers: readonly string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: Upgrade', ...headers, '', ''].join('\r\n')

const WEB_SOCKET = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==']

describe('[H10] sockets that never become peers', () => {
  test('a head that never ends', async () => {
    expect(await answerTo('GET /sync/library HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso')).toContain('408')
  })

  test('nothing at all', async () => {
    const socket = connect(Number(new URL(at.url).port), '127.0.0.1')
    socket.on('error', () => {}).resume()
    await once(socket, 'close')
  })

  test('upgrades to something else, which nobody would ever answer', async () => {
    expect(await answerTo(upgrade('/sync/library', ['Upgrade: h2c']))).toContain('400 Bad Request')
  })

  test('upgrades where there are no rooms, and by pages of others', async () => {
    expect(await answerTo(upgrade('/api/v1/health', WEB_SOCKET))).toContain('404 Not Found')
    expect(await answerTo(upgrade('/sync/library', [...WEB_SOCKET, 'Origin: https://elsewhere.example']))).toContain(
      '403 Forbidden',
    )
  })

  test('handshakes that are none', async () => {
    expect(await answerTo(upgrade('/sync/library', WEB_SOCKET.slice(0, 2)))).toContain('400 Bad Request')
  })

  test('all that leaves the way open for others', async () => {
    const socket = new WebSocket(`${at.wsUrl}/library`)
    await once(socket, 'message')
    socket.terminate()
  })
})
