import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { pictureGraph, plainGraph } from '#server/testing/fake-comfy/graphs.ts'
import { freePort, startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { ComfyClient } from './comfy-client.ts'
import { ComfySocket, type SocketOptions, type SocketState } from './comfy-socket.ts'
import type { PromptEvent } from './comfy-socket-messages.ts'
import { WebSocket } from 'ws'

let fake: FakeComfy
let client: ComfyClient
const opened: ComfySocket[] = []

beforeAll(async () => {
  fake = await startFakeComfy()
  client = new ComfyClient(fake.url)
}, 30_000)
afterAll(() => fake.stop())
beforeEach(() => fake.control({ action: { type: 'reset' } }))
afterEach(() => {
  for (const socket of opened.splice(0)) socket.stop()
})

const clientId = 'storycanvas-test'
const opts = (more: Partial<SocketOptions> = {}): SocketOptions => ({
  baseUrl: fake.url,
  clientId,
  random: () => 0.5,
  backoff: { firstMs: 5, maxMs: 20 },
  ...more,
})

async function open(more: Partial<SocketOptions> = {}): Promise<ComfySocket> {
  const socket = new ComfySocket(opts(more))
  opened.push(socket)
  socket.start()
  await eventually(() => expect(socket.state).toBe('open'))
  // The handshake is over when the host has registered the socket.
  await eventually(async () => expect((await fake.state()).sockets).toContain(socket.clientId))
  return socket
}

function heardOf(socket: ComfySocket, promptId: string): PromptEvent[] {
  const events: PromptEvent[] = []
  socket.watch(promptId, (event) => events.push(event))
  return events
}

const types = (events: readonly PromptEvent[]): string[] => events.map((event) => event.type)
const submit = (promptId: string, graph = pictureGraph(1, 2), by = clientId) =>
  client.submit({ graph, promptId, clientId: by })
const idle = (events: readonly PromptEvent[]): Promise<void> =>
  eventually(() => expect(types(events)).toContain('idle'))

test('a run is heard from its start to idle, with previews that name their prompt', async () => {
  const socket = await open()
  const events = heardOf(socket, 'p')
  await submit('p')
  await idle(events)
  const seen = types(events)
  expect(seen.slice(0, 2)).toEqual(['started', 'cached'])
  expect(seen.slice(-2)).toEqual(['success', 'idle'])
  const preview = events.find((event) => event.type === 'preview')
  expect(preview).toMatchObject({ preview: { mime: 'image/jpeg' } })
  expect(events.find((event) => event.type === 'executed')).toMatchObject({
    files: [{ media: 'image', type: 'output' }],
  })
})

test('messages that come before the answer to the POST are assigned', async () => {
  const socket = await open()
  const events = heardOf(socket, 'p')
  await fake.control({ fault: { path: '/prompt', method: 'POST', kind: 'late-answer', ms: 300 } })
  let answered = false
  const submitting = submit('p', plainGraph(1)).then(() => (answered = true))
  await idle(events)
  expect(answered).toBe(false)
  await submitting
})

test('foreign prompts are dropped, those without a client id too', async () => {
  const socket = await open()
  const events = heardOf(socket, 'mine')
  for (const body of [
    { prompt: pictureGraph(8, 2), prompt_id: 'anonymous', extra_data: { preview_method: 'auto' } },
    { prompt: pictureGraph(9, 2), prompt_id: 'not-watched', client_id: clientId },
  ]) {
    await fetch(`${fake.url}/prompt`, { method: 'POST', body: JSON.stringify(body) })
  }
  await eventually(async () => expect((await client.locate('not-watched')).place).toBe('ended'))
  expect(events).toEqual([])
})

test('an old preview without a name is taken between our own executing messages only', async () => {
  const socket = await open()
  const events = heardOf(socket, 'p')
  const jpeg = Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 0xff, 0xd8, 0xff]), Buffer.alloc(20)])
  const preview = { type: 'send-binary', base64: jpeg.toString('base64') } as const
  const say = (type: string, data: object) =>
    fake.control({ action: { type: 'send-text', text: JSON.stringify({ type, data }) } })
  await fake.control({ action: preview })
  await say('executing', { node: '5', display_node: '5', prompt_id: 'p' })
  await fake.control({ action: preview })
  await say('executing', { node: '1', display_node: '1', prompt_id: 'of another' })
  await fake.control({ action: preview })
  await say('executing', { node: '5', prompt_id: 'p' })
  await say('executing', { node: null, prompt_id: 'p' })
  await fake.control({ action: preview })
  await idle(events)
  await say('execution_success', { prompt_id: 'p' })
  await eventually(() => expect(types(events)).toEqual(['executing', 'preview', 'executing', 'idle', 'success']))
})

test('unknown types, wrong shapes, bytes that are no picture and no JSON are ignored', async () => {
  const socket = await open()
  const events = heardOf(socket, 'p')
  for (const text of [
    'no json',
    '[]',
    '{"type":"crystools.monitor","data":{"cpu":1}}',
    '{"type":"progress","data":{"prompt_id":"p","value":"many"}}',
    '{"type":"executing","data":{"node":"2"}}',
    '{"type":"custom","data":{"prompt_id":"p"}}',
  ]) {
    await fake.control({ action: { type: 'send-text', text } })
  }
  for (const bytes of [
    [],
    [0, 0, 0, 4],
    [0, 0, 0, 4, 255, 255, 255, 255, 1],
    [0, 0, 0, 1, 0, 0, 0, 1, 60, 104, 116, 109, 108],
  ]) {
    await fake.control({ action: { type: 'send-binary', base64: Buffer.from(bytes).toString('base64') } })
  }
  await submit('p', plainGraph(1))
  await idle(events)
  expect(types(events).slice(0, 2)).toEqual(['started', 'cached'])
})

test('repeated and reordered messages are passed on and harm nothing', async () => {
  await fake.control({ set: { duplicateMessages: true, reorderMessages: true } })
  const socket = await open()
  const events = heardOf(socket, 'p')
  await submit('p')
  await idle(events)
  expect(types(events).filter((type) => type === 'success').length).toBe(2)
})

test('a message over the limit closes the socket, which comes back', async () => {
  const states: SocketState[] = []
  const socket = await open({ maxMessageBytes: 10_000, onState: (state) => states.push(state) })
  await fake.control({ action: { type: 'send-long-text', bytes: 20_000 } })
  await eventually(() => expect(states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open']))
  const events = heardOf(socket, 'p')
  await eventually(async () => expect((await fake.state()).sockets).toEqual([clientId]))
  await submit('p', plainGraph(1))
  await idle(events)
})

test('after a cut it comes back by itself, sends its flags again, and gets no replay', async () => {
  await fake.control({ set: { dropSocketsAtStep: 1, holdAtStep: 3 } })
  const socket = await open()
  const events = heardOf(socket, 'p')
  await submit('p', pictureGraph(1, 5))
  await eventually(async () => expect((await fake.state()).held?.step).toBe(3))
  await eventually(async () => expect((await fake.state()).sockets).toEqual([clientId]))
  events.length = 0
  await fake.control({ action: { type: 'release' } })
  await idle(events)
  expect(types(events)).not.toContain('started')
  // Kind 4 would not come without the flags; of kind 1 nothing can be assigned before the next `executing`.
  expect(types(events)).toContain('preview')
  expect(types(events).indexOf('preview')).toBeLessThan(types(events).indexOf('executing'))
  expect((await fake.state()).socketsOpened).toBe(2)
})

test('one socket at a time: the old one is gone before the new one comes', async () => {
  const socket = await open()
  for (let round = 2; round < 5; round += 1) {
    socket.renew()
    await eventually(async () => expect((await fake.state()).socketsOpened).toBe(round))
    await eventually(() => expect(socket.state).toBe('open'))
  }
  expect((await fake.state()).mostSocketsOfOneClient).toBe(1)
})

test('the trap of two sockets with one id: the newer goes deaf when the older closes, and renewing helps', async () => {
  const older = new WebSocket(`${fake.url.replace('http', 'ws')}/ws?clientId=${clientId}`)
  await eventually(() => expect(older.readyState).toBe(WebSocket.OPEN))
  const socket = await open()
  older.close()
  await eventually(async () => expect((await fake.state()).sockets).toEqual([clientId]))
  const lost = heardOf(socket, 'a')
  await submit('a', plainGraph(1))
  await eventually(async () => expect((await client.locate('a')).place).toBe('ended'))
  expect([socket.state, lost]).toEqual(['open', []])
  socket.renew()
  await eventually(async () => expect((await fake.state()).socketsOpened).toBe(3))
  const heard = heardOf(socket, 'b')
  await submit('b', plainGraph(2))
  await idle(heard)
})

test('it waits for a host that is not there, and stops when told', async () => {
  const socket = new ComfySocket(opts({ baseUrl: `http://127.0.0.1:${await freePort()}` }))
  socket.start()
  await eventually(() => expect(socket.state).toBe('waiting'))
  socket.stop()
  expect(socket.state).toBe('closed')
})

test('a connection whose other end is gone without a word is given up and opened anew', async () => {
  const socket = await open({ heartbeat: { pingMs: 10, maxSilenceMs: 60 } })
  fake.freeze()
  try {
    await eventually(() => expect(socket.state).not.toBe('open'))
  } finally {
    fake.thaw()
  }
  await eventually(() => expect(socket.state).toBe('open'))
})

test('a host that is silent and alive is left in peace', async () => {
  const socket = await open({ heartbeat: { pingMs: 10, maxSilenceMs: 200 } })
  await fake.control({ set: { muteSockets: true, stepMs: 40 } })
  await submit('p', pictureGraph(1, 10))
  await eventually(async () => expect((await client.locate('p')).place).toBe('ended'))
  expect(socket.state).toBe('open')
  expect((await fake.state()).socketsOpened).toBe(1)
})
