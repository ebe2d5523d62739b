import { once } from 'node:events'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from './eventually.ts'
import { WebSocket } from 'ws'
import { clipGraph, pictureGraph, plainGraph } from './graphs.ts'
import { RECORDED_ORDER, RECORDED_REFUSALS } from './recorded.ts'
import { startFakeComfy, type FakeComfy } from './start.ts'

let fake: FakeComfy
const sockets: Listener[] = []

beforeAll(async () => {
  fake = await startFakeComfy()
}, 30_000)
afterAll(() => fake.stop())
beforeEach(async () => {
  for (const socket of sockets.splice(0)) socket.socket.terminate()
  await fake.control({ action: { type: 'reset' } })
})

interface Message {
  readonly type: string
  readonly data: Record<string, unknown>
}
interface Listener {
  readonly socket: WebSocket
  readonly messages: (Message | Buffer)[]
}

async function post(
  path: string,
  body: unknown,
): Promise<{ status: number; text: string; json: () => Message['data'] }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(fake.url + path, { method: 'POST', body: text })
  const answer = await response.text()
  return { status: response.status, text: answer, json: () => JSON.parse(answer) as Message['data'] }
}

async function get(path: string): Promise<Record<string, unknown>> {
  return (await (await fetch(fake.url + path)).json()) as Record<string, unknown>
}

async function listen(clientId: string, flags = true): Promise<Listener> {
  const socket = new WebSocket(`${fake.url.replace('http', 'ws')}/ws?clientId=${clientId}`)
  const messages: (Message | Buffer)[] = []
  socket.on('message', (data, isBinary) =>
    messages.push(isBinary ? (data as Buffer) : (JSON.parse((data as Buffer).toString('utf8')) as Message)),
  )
  sockets.push({ socket, messages })
  await once(socket, 'open')
  if (flags) socket.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }))
  await eventually(() => expect(messages.length).toBeGreaterThanOrEqual(flags ? 2 : 1))
  messages.length = 0
  return { socket, messages }
}

const ended = (listener: Listener, promptId: string): Promise<void> =>
  eventually(() =>
    expect(listener.messages).toContainEqual({ type: 'executing', data: { node: null, prompt_id: promptId } }),
  )

const names = (listener: Listener): string[] =>
  listener.messages.map((message) => {
    if (Buffer.isBuffer(message)) return `binary ${message.readUInt32BE(0)}`
    const { node } = message.data
    const shown = message.type === 'executing' || message.type === 'executed' ? ` ${String(node)}` : ''
    return message.type + shown
  })

describe('POST /prompt', () => {
  test.each(RECORDED_REFUSALS)('refuses as recorded: $name', async ({ graph, errorType, errorDetails, nodes }) => {
    const answer = await post('/prompt', { prompt: graph, client_id: 'c' })
    const body = answer.json() as {
      error?: { type: string; details: string }
      node_errors: Record<string, { errors: { type: string; details: string }[]; dependent_outputs: string[] }>
    }
    const found = Object.fromEntries(
      Object.entries(body.node_errors).map(([id, node]) => [id, node.errors.map((e) => `${e.type} | ${e.details}`)]),
    )
    expect(found).toEqual(nodes)
    expect(answer.status).toBe(errorType === '' ? 200 : 400)
    expect(body.error?.type ?? '').toBe(errorType)
    expect(body.error?.details ?? '').toBe(errorDetails)
  })

  test('names the outputs that depend on a bad node, and keeps long lists to itself', async () => {
    const graph = pictureGraph(1)
    graph['1'] = { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'nope.safetensors' } }
    const { node_errors } = (await post('/prompt', { prompt: graph })).json() as { node_errors: object }
    expect(node_errors).toMatchObject({
      '1': {
        class_type: 'CheckpointLoaderSimple',
        dependent_outputs: ['7'],
        errors: [{ extra_info: { input_name: 'ckpt_name', received_value: 'nope.safetensors' } }],
      },
    })
  })

  test.each([
    ['malformed JSON', '{"prompt": {'],
    ['an empty body', ''],
    ['prompt null', '{"prompt": null}'],
    ['a workflow of the editor', '{"prompt": {"last_node_id": 1, "nodes": []}}'],
    ['a number that is none', JSON.stringify({ prompt: plainGraph(1), number: 'first' })],
  ])('answers %s with 500 and plain text', async (_name, body) => {
    const answer = await post('/prompt', body)
    expect(answer).toMatchObject({ status: 500, text: '500 Internal Server Error\n\nServer got itself in trouble' })
  })

  test('counts numbers, refused prompts too, and converts values', async () => {
    await fake.control({ set: { pauseQueue: true } })
    expect((await post('/prompt', { prompt: plainGraph(1), prompt_id: 'a' })).json()).toEqual({
      prompt_id: 'a',
      number: 0,
      node_errors: {},
    })
    await post('/prompt', { prompt: {} })
    const graph = plainGraph(2)
    graph['1'] = { class_type: 'EmptyImage', inputs: { width: '64', height: 64.9, batch_size: true, color: 3 } }
    expect((await post('/prompt', { prompt: graph, front: true })).json()).toMatchObject({ number: -2 })
    const { queue_pending: pending } = (await get('/queue')) as { queue_pending: [number, string, typeof graph][] }
    expect(pending.map(([number]) => number)).toEqual([-2, 0])
    expect(pending[0]?.[2]['1']?.inputs).toEqual({ width: 64, height: 64, batch_size: 1, color: 3 })
  })

  test('the same number and id again is a 500, although the prompt is queued', async () => {
    await fake.control({ set: { pauseQueue: true } })
    const again = { prompt: plainGraph(1), prompt_id: 'a', number: 5 }
    expect((await post('/prompt', again)).status).toBe(200)
    expect((await post('/prompt', again)).status).toBe(500)
    expect((await fake.state()).pending).toEqual(['a', 'a'])
    await post('/queue', { delete: ['a'] })
    expect((await fake.state()).pending).toEqual(['a'])
  })

  test('an older server takes newer combos unchecked', async () => {
    await fake.control({ set: { version: '0.3.64', pauseQueue: true } })
    const graph = clipGraph(1)
    graph['9'] = { class_type: 'SaveVideo', inputs: { ...graph['9']?.inputs, format: 'webm' } }
    expect((await post('/prompt', { prompt: graph })).json()).toMatchObject({ node_errors: {} })
  })

  test('waiting prompts are listed as a heap, not in their order', async () => {
    await fake.control({ set: { pauseQueue: true } })
    for (const number of [3, 1, 2])
      await post('/prompt', { prompt: plainGraph(number), prompt_id: `p${number}`, number })
    expect((await fake.state()).pending).toEqual(['p1', 'p3', 'p2'])
  })
})

describe('a run', () => {
  test('sends its messages in the recorded order, and history in the recorded shape', async () => {
    const client = await listen('c')
    await post('/prompt', { prompt: plainGraph(1), prompt_id: 'p', client_id: 'c' })
    await ended(client, 'p')
    expect(names(client)).toEqual(RECORDED_ORDER)
    const { p } = (await get('/history/p')) as {
      p: { status: object; outputs: object; meta: object; prompt: unknown[] }
    }
    const [image] = (p.outputs as { '2': { images: object[] } })['2'].images
    expect(image).toEqual({ filename: expect.stringMatching(/^run_\d{5}_\.png$/), subfolder: 'plain', type: 'output' })
    expect(p.status).toMatchObject({
      status_str: 'success',
      completed: true,
      messages: [
        ['execution_start', { prompt_id: 'p', timestamp: expect.any(Number) }],
        ['execution_cached', { nodes: [], prompt_id: 'p', timestamp: expect.any(Number) }],
        ['execution_success', { prompt_id: 'p', timestamp: expect.any(Number) }],
      ],
    })
    expect(p.meta).toEqual({ '2': { node_id: '2', display_node: '2', parent_node: null, real_node_id: '2' } })
    expect(p.prompt.slice(3)).toEqual([{ client_id: 'c', create_time: expect.any(Number) }, ['2']])
  })

  test('counts the steps of a sampler; previews come before the count with flags, after it without', async () => {
    const [withFlags, without] = [await listen('new'), await listen('old', false)]
    const previews = { preview_method: 'latent2rgb' }
    await post('/prompt', { prompt: pictureGraph(1, 2), prompt_id: 'a', client_id: 'new', extra_data: previews })
    await ended(withFlags, 'a')
    await post('/prompt', { prompt: pictureGraph(2, 2), prompt_id: 'b', client_id: 'old', extra_data: previews })
    await ended(without, 'b')
    const sampling = (client: Listener): string[] => names(client).filter((name) => /^(progress|binary \d)$/.test(name))
    expect(sampling(withFlags)).toEqual(['binary 4', 'progress', 'binary 4', 'progress'])
    expect(sampling(without)).toEqual(['progress', 'binary 1', 'progress', 'binary 1'])
  })

  test('writes a real picture whose content depends on the seed, and a real clip', async () => {
    const client = await listen('c')
    for (const [id, prompt] of Object.entries({ a: pictureGraph(1), b: pictureGraph(2), v: clipGraph(1) })) {
      await post('/prompt', { prompt, prompt_id: id, client_id: 'c' })
      await ended(client, id)
    }
    const bytesOf = async (id: string): Promise<{ bytes: Buffer; type: string | null; output: object }> => {
      const { [id]: entry } = (await get(`/history/${id}`)) as Record<string, { outputs: Record<string, object> }>
      const [output] = Object.values(entry?.outputs ?? {}) as { images: Record<string, string>[] }[]
      const response = await fetch(`${fake.url}/view?${new URLSearchParams(output?.images[0]).toString()}`)
      const bytes = Buffer.from(await response.arrayBuffer())
      return { bytes, type: response.headers.get('content-type'), output: output ?? {} }
    }
    const [one, two, clip] = [await bytesOf('a'), await bytesOf('b'), await bytesOf('v')]
    expect(await sharp(one.bytes).metadata()).toMatchObject({ format: 'png', width: 64, height: 64 })
    expect(one.bytes.equals(two.bytes)).toBe(false)
    expect(clip.type).toBe('video/mp4')
    expect(clip.bytes.toString('latin1', 4, 8)).toBe('ftyp')
    expect(clip.output).toMatchObject({ animated: [true] })
  })

  test('a cached run repeats the old names and runs nothing', async () => {
    const client = await listen('c')
    for (const id of ['a', 'b']) {
      await post('/prompt', { prompt: plainGraph(7), prompt_id: id, client_id: 'c' })
      await ended(client, id)
    }
    const of = (id: string): Message[] =>
      client.messages.filter((m): m is Message => !Buffer.isBuffer(m) && m.data.prompt_id === id)
    expect(of('b').map((message) => message.type)).toEqual([
      'execution_start',
      'execution_cached',
      'executed',
      'progress_state',
      'execution_success',
      'executing',
    ])
    const output = (id: string): unknown => of(id).find((message) => message.type === 'executed')?.data.output
    expect(output('b')).toEqual(output('a'))
  })

  test('without a client id its progress goes to all, a cached repeat has no outputs', async () => {
    const other = await listen('someone')
    for (const id of ['a', 'b']) {
      await post('/prompt', { prompt: pictureGraph(3, 2), prompt_id: id })
      await eventually(async () => expect(await get(`/history/${id}`)).toHaveProperty(id))
    }
    await eventually(() => expect(names(other).filter((name) => name === 'progress')).toHaveLength(2))
    expect(names(other)).not.toContain('execution_start')
    expect(await get('/history/b')).toMatchObject({ b: { outputs: {}, status: { status_str: 'success' } } })
  })

  test('an error stops it with the recorded fields; the next prompt is not touched', async () => {
    const client = await listen('c')
    await fake.control({ runFault: { kind: 'out-of-memory', times: 1, atStep: 2 } })
    await post('/prompt', { prompt: pictureGraph(1), prompt_id: 'a', client_id: 'c' })
    await ended(client, 'a')
    const { a } = (await get('/history/a')) as { a: { status: { messages: [string, object][] } } }
    expect(a.status).toMatchObject({ status_str: 'error', completed: false })
    expect(a.status.messages.at(-1)).toEqual([
      'execution_error',
      {
        prompt_id: 'a',
        node_id: '5',
        node_type: 'KSampler',
        executed: expect.any(Array),
        exception_message: expect.stringContaining('out of memory'),
        exception_type: 'torch.OutOfMemoryError',
        traceback: expect.any(Array),
        current_inputs: expect.any(Object),
        current_outputs: expect.any(Array),
        timestamp: expect.any(Number),
      },
    ])
    await post('/prompt', { prompt: pictureGraph(1), prompt_id: 'b', client_id: 'c' })
    await ended(client, 'b')
    expect(await get('/history/b')).toMatchObject({ b: { status: { status_str: 'success' } } })
  })
})

describe('files', () => {
  const upload = async (name: string, bytes: string, fields: Record<string, string> = {}): Promise<unknown> => {
    const form = new FormData()
    form.set('image', new File([bytes], name))
    for (const [key, value] of Object.entries(fields)) form.set(key, value)
    const response = await fetch(`${fake.url}/upload/image`, { method: 'POST', body: form })
    return response.status === 200 ? response.json() : response.status
  }

  test('an upload whose name is taken by other bytes gets a number', async () => {
    expect(await upload('x.png', 'one')).toEqual({ name: 'x.png', subfolder: '', type: 'input' })
    expect(await upload('x.png', 'one')).toMatchObject({ name: 'x.png' })
    expect(await upload('x.png', 'two')).toMatchObject({ name: 'x (1).png' })
    expect(await upload('x.png', 'two', { overwrite: 'true' })).toMatchObject({ name: 'x.png' })
    expect(await upload('y.png', 'one', { subfolder: 'a/b' })).toMatchObject({ subfolder: 'a/b' })
    expect(await upload('y.png', 'one', { subfolder: '../..' })).toBe(400)
    expect(await upload('a/b.png', 'one')).toBe(500)
    expect(await upload('y.png', 'one', { type: 'elsewhere' })).toBe(500)
    const { LoadImage } = (await get('/object_info/LoadImage')) as {
      LoadImage: { input: { required: { image: string[][] } } }
    }
    expect(LoadImage.input.required.image[0]).toContain('x (1).png')
  })

  test.each([
    ['filename=nothing.png&type=output', 404],
    ['type=output', 404],
    ['filename=&type=output', 400],
    ['filename=x.png&type=models', 400],
    ['filename=../../main.py&type=output', 400],
    ['filename=/etc/passwd&type=output', 400],
    ['filename=main.py&subfolder=../../src&type=output', 403],
  ])('/view?%s is %i', async (query, status) => {
    const response = await fetch(`${fake.url}/view?${query}`)
    expect([response.status, await response.text()]).toEqual([status, ''])
  })

  test('/view knows ranges', async () => {
    await upload('range.txt', '0123456789')
    const ask = async (range: string): Promise<unknown[]> => {
      const response = await fetch(`${fake.url}/view?filename=range.txt&type=input`, { headers: { Range: range } })
      return [response.status, response.headers.get('content-range'), await response.text()]
    }
    expect(await ask('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
    expect(await ask('bytes=99-')).toEqual([416, 'bytes */10', ''])
  })
})

test('a foreign page gets an empty 403, on the socket as well', async () => {
  const response = await fetch(`${fake.url}/queue`, { headers: { Origin: 'http://evil.example' } })
  expect([response.status, await response.text()]).toEqual([403, ''])
  const socket = new WebSocket(`${fake.url.replace('http', 'ws')}/ws`, { headers: { Origin: 'http://evil.example' } })
  const [error] = (await once(socket, 'error')) as [Error]
  expect(error.message).toContain('403')
})

test('the /api prefix, unknown classes, models and history of unknown ids', async () => {
  expect(await get('/api/features')).toMatchObject({ supports_preview_metadata: true, max_upload_size: 104857600 })
  expect(await get('/object_info/NoSuchNode')).toEqual({})
  expect(await get('/api/models/vae')).toContain('ae.safetensors')
  expect((await fetch(`${fake.url}/models/unet`)).status).toBe(404)
  expect(await get('/history/none')).toEqual({})
  expect((await fetch(`${fake.url}/history?max_items=x`)).status).toBe(500)
})

test('dies without a close frame and forgets all but files', async () => {
  const client = await listen('c')
  await post('/prompt', { prompt: plainGraph(1), prompt_id: 'p', client_id: 'c' })
  await ended(client, 'p')
  const closed = once(client.socket, 'close')
  await fake.restart()
  expect((await closed)[0]).toBe(1006)
  expect(await get('/history/p')).toEqual({})
  expect((await post('/prompt', { prompt: plainGraph(2) })).json()).toMatchObject({ number: 0 })
})
