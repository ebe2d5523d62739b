import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guardedFetch } from './guarded-fetch.ts'
import { guardedLookup } from './guarded-lookup.ts'
import { AddressRefused, whyRefused } from './refused-addresses.ts'

describe('addresses', () => {
  test.each([
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::ffff:a9fe:a9fe', 'metadata'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['2002:a9fe:a9fe::1', 'metadata'],
    ['169.254.0.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['febf::1', 'link-local'],
    ['0.0.0.0', 'no machine'],
    ['::', 'no machine'],
    ['224.0.0.1', 'many machines'],
    ['ff02::1', 'many machines'],
    ['255.255.255.255', 'reserved'],
  ])('%s is refused: %s', (address, why) => expect(whyRefused(address)).toContain(why))

  test.each([
    '127.0.0.1',
    '::1',
    '10.0.0.7',
    '192.168.1.20',
    '172.16.0.1',
    'fd12:3456::1',
    '100.64.0.9',
    '8.8.8.8',
    '2001:db8::1',
    '::ffff:192.168.1.20',
  ])('%s is where machines of one’s own are', (address) => expect(whyRefused(address)).toBeNull())
})

describe('requests', () => {
  let server: Server
  let port: number
  let hits = 0
  beforeAll(async () => {
    server = createServer((request, response) => {
      hits += 1
      if (request.url === '/away') return void response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
      if (request.url === '/nothing') return void response.writeHead(204).end()
      if (request.url === '/cut')
        return void response.writeHead(200, { 'content-length': '9' }).end('1', () => request.socket.destroy())
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const { method, headers } = request
        response.end(JSON.stringify({ method, type: headers['content-type'], body: Buffer.concat(parts).toString() }))
      })
      return undefined
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const resolvesTo = (...addresses: readonly string[]) =>
    guardedLookup((_name, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    )

  test('go where they are sent, with what they bring', async () => {
    const form = new FormData()
    form.set('name', 'kim')
    const answer = (await (await guardedFetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: form })).json()) as {
      method: string
      type: string
      body: string
    }
    expect(answer.method).toBe('POST')
    expect(answer.type).toMatch(/^multipart\/form-data; boundary=/)
    expect(answer.body).toContain('kim')
    expect((await guardedFetch(`http://127.0.0.1:${port}/nothing`)).status).toBe(204)
  })

  test('follow no redirect', async () => {
    const answer = await guardedFetch(`http://127.0.0.1:${port}/away`)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://169.254.169.254/'])
  })

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://0/',
  ])('%s is never connected to', async (address) => {
    await expect(guardedFetch(address)).rejects.toBeInstanceOf(AddressRefused)
  })

  test('a name that leads to a refused address is refused, also beside a good one', async () => {
    const before = hits
    for (const addresses of [['169.254.169.254'], ['127.0.0.1', '169.254.169.254'], ['::ffff:169.254.169.254']]) {
      const asked = guardedFetch(`http://films.example:${port}/`, { lookup: resolvesTo(...addresses) })
      await expect(asked).rejects.toMatchObject({
        name: 'AddressRefused',
        message: expect.stringContaining('films.example leads to'),
      })
    }
    expect(hits).toBe(before)
    expect((await guardedFetch(`http://films.example:${port}/`, { lookup: resolvesTo('127.0.0.1') })).status).toBe(200)
  })

  test('a name is looked up once for a connection, which goes where that look led', async () => {
    let looks = 0
    const lookup = guardedLookup((_name, callback) => {
      looks += 1
      callback(null, [{ address: looks === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }])
    })
    expect((await guardedFetch(`http://films.example:${port}/`, { lookup })).status).toBe(200)
    expect(looks).toBe(1)
    await expect(guardedFetch(`http://films.example:${port}/`, { lookup })).rejects.toBeInstanceOf(AddressRefused)
  })

  test('end with their signal, and say when an answer was cut', async () => {
    const signal = AbortSignal.abort()
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, { signal })).rejects.toThrow('aborted')
    const cut = await guardedFetch(`http://127.0.0.1:${port}/cut`)
    await expect(cut.text()).rejects.toThrow('aborted')
  })
})
