import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { framed, LightSocket } from './light-socket.ts'

const sizes = [0, 1, 125, 126, 65_535, 65_536, 900_000]
const payload = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, n) => (n * 7 + size) % 256)

let server: WebSocketServer
let url = ''

beforeAll(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/room`
})

afterAll(() => {
  for (const client of server.clients) client.terminate()
  server.close()
})

/** A connection, seen from both ends, and what its client is sent. */
async function connect(): Promise<{ client: LightSocket; peer: WebSocket; received: Uint8Array[] }> {
  const received: Uint8Array[] = []
  const accepted = once(server, 'connection')
  const client = await LightSocket.connect(url, (bytes, start, end) => {
    received.push(new Uint8Array(bytes.subarray(start, end)))
  })
  const [peer] = (await accepted) as [WebSocket]
  return { client, peer, received }
}

test('messages of every size pass both ways, also many at once', async () => {
  const { client, peer, received } = await connect()
  const echoed = new Promise<void>((resolve) => {
    let count = 0
    peer.on('message', (data) => {
      peer.send(data as Buffer, () => {})
      if (++count === sizes.length * 2) peer.ping(() => resolve())
    })
  })
  for (const size of sizes) client.write(framed(payload(size)))
  client.write(Buffer.concat(sizes.map((size) => framed(payload(size)))))
  await echoed
  await once(peer, 'pong')
  expect(received.map((bytes) => bytes.length)).toEqual([...sizes, ...sizes])
  // Compared as bytes: a matcher looks at each of a million for itself.
  received.forEach((bytes, n) => expect(Buffer.compare(bytes, payload(sizes[n % sizes.length] as number))).toBe(0))
  await client.close()
})

test('a message in several frames arrives as one, pings between them', async () => {
  const { client, peer, received } = await connect()
  const through = new Promise<void>((resolve) => {
    peer.on('pong', (data) => data.toString() === 'last' && resolve())
  })
  peer.send(payload(70_000), { fin: false })
  peer.ping('first')
  peer.send(payload(0), { fin: false })
  peer.send(payload(125), { fin: true })
  peer.send(payload(1))
  peer.ping('last')
  await through
  expect(received.map((bytes) => bytes.length)).toEqual([70_125, 1])
  await client.close()
})

test('the code of a server that closes is kept', async () => {
  const { client, peer } = await connect()
  peer.close(4400, 'gone')
  await once(peer, 'close')
  expect(client.closeCode).toBe(4400)
})
