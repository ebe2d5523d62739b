import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { clipGraph, pictureGraph, plainGraph } from '#server/testing/fake-comfy/graphs.ts'
import { freePort, startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { ComfyClient } from './comfy-client.ts'
import { ComfySocket } from './comfy-socket.ts'
import { watchPrompt, type WatchEvent, type WatchOptions } from './comfy-watch.ts'

let fake: FakeComfy
let client: ComfyClient
let socket: ComfySocket

beforeAll(async () => {
  fake = await startFakeComfy()
  client = new ComfyClient(fake.url, { quickMs: 1000, slowMs: 1000 })
}, 30_000)
afterAll(() => fake.stop())
beforeEach(async () => {
  await fake.control({ action: { type: 'reset' } })
  socket = new ComfySocket({
    baseUrl: fake.url,
    clientId: 'storycanvas-test',
    random: () => 0.5,
    backoff: { firstMs: 5, maxMs: 20 },
  })
  socket.start()
  await eventually(async () => {
    if (!(await fake.state()).sockets.includes(socket.clientId)) throw new Error('not connected yet')
  })
})
afterEach(() => socket.stop())

interface Running {
  readonly events: WatchEvent[]
  readonly done: Promise<void>
}

/** Watches, hands over, and collects what is told. */
async function run(promptId: string, graph = pictureGraph(1), more: Partial<WatchOptions> = {}): Promise<Running> {
  const options = { client, socket, promptId, graph, signal: AbortSignal.timeout(10_000), pollMs: 50, ...more }
  const watch = watchPrompt(options)
  expect(await client.submit({ graph, promptId, clientId: socket.clientId })).toEqual({ kind: 'accepted' })
  return follow(watch)
}

function follow(watch: AsyncIterable<WatchEvent>): Running {
  const events: WatchEvent[] = []
  const done = (async () => {
    for await (const event of watch) events.push(event)
  })()
  return { events, done }
}

const last = (running: Running): WatchEvent | undefined => running.events.at(-1)
const fractions = (running: Running): number[] =>
  running.events.flatMap((event) => (event.type === 'progress' ? [event.fraction] : []))
const held = (): Promise<void> => eventually(async () => expect((await fake.state()).held).not.toBeNull())

describe('a run that ends well', () => {
  test('tells progress that never falls, previews and the files', async () => {
    const running = await run('p', clipGraph(1, 6))
    await running.done
    expect(last(running)).toMatchObject({
      type: 'verdict',
      verdict: { kind: 'done', files: [{ media: 'video', subfolder: 'storycanvas' }] },
    })
    const seen = fractions(running)
    expect(seen.length).toBeGreaterThan(2)
    expect(seen).toEqual(seen.toSorted((one, other) => one - other))
    expect(running.events.some((event) => event.type === 'preview')).toBe(true)
  })

  test('history is the truth when the socket says nothing at all', async () => {
    await fake.control({ set: { muteSockets: true } })
    const running = await run('p')
    await running.done
    expect(last(running)).toMatchObject({ verdict: { kind: 'done', files: [{ media: 'image' }] } })
    expect(fractions(running)).toEqual([])
  })

  test('and without any socket', async () => {
    const running = await run('p', pictureGraph(1), { socket: null })
    await running.done
    expect(last(running)).toMatchObject({ verdict: { kind: 'done' } })
  })

  test('the end is told at once, not at the next poll', async () => {
    const running = await run('p', plainGraph(1), { pollMs: 60_000 })
    await running.done
    expect(last(running)).toMatchObject({ verdict: { kind: 'done' } })
  })

  test('messages that come late, twice and in another order do not move progress back', async () => {
    await fake.control({ set: { duplicateMessages: true, reorderMessages: true, lateMessagesMs: 30 } })
    const running = await run('p', pictureGraph(2, 10))
    await running.done
    const seen = fractions(running)
    expect(seen).toEqual(seen.toSorted((one, other) => one - other))
    expect(last(running)).toMatchObject({ verdict: { kind: 'done' } })
  })

  test('a cut socket in mid-run changes nothing about the end', async () => {
    await fake.control({ set: { dropSocketsAtStep: 2 } })
    const running = await run('p', pictureGraph(3, 8))
    await running.done
    expect(last(running)).toMatchObject({ verdict: { kind: 'done' } })
  })

  test('a watch begun later, as after our own restart, finds the run by its id', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    await client.submit({ graph: pictureGraph(1), promptId: 'p', clientId: 'an earlier life' })
    await held()
    const options = {
      client,
      socket,
      promptId: 'p',
      graph: pictureGraph(1),
      signal: AbortSignal.timeout(5000),
      pollMs: 20,
    }
    const running = follow(watchPrompt(options))
    await eventually(() => expect(running.events).toContainEqual({ type: 'running' }))
    await fake.control({ action: { type: 'release' } })
    await running.done
    expect(last(running)).toMatchObject({ verdict: { kind: 'done' } })
  })

  test('a graph that sends its picture over the socket alone leaves no file', async () => {
    const graph = plainGraph(3)
    graph['2'] = { class_type: 'SaveImageWebsocket', inputs: { images: ['1', 0] } }
    const running = await run('p', graph)
    await running.done
    expect(last(running)).toEqual({ type: 'verdict', verdict: { kind: 'done', files: [] } })
    expect(running.events).toContainEqual(
      expect.objectContaining({ type: 'preview', preview: expect.objectContaining({ mime: 'image/png' }) }),
    )
  })

  test('its place in the queue is told while it waits', async () => {
    await fake.control({ set: { holdAtStep: 1 } })
    await client.submit({ graph: pictureGraph(9), promptId: 'first', clientId: 'other' })
    await held()
    const running = await run('second', plainGraph(1))
    await eventually(() => expect(running.events).toContainEqual({ type: 'waiting', ahead: 1 }))
    await fake.control({ action: { type: 'release' } })
    await running.done
  })
})

describe('a run that does not', () => {
  test('out of memory is said in words, with the step and the raw text', async () => {
    await fake.control({ runFault: { kind: 'out-of-memory', times: 1, atStep: 3 } })
    const running = await run('p', pictureGraph(1, 20))
    await running.done
    expect(last(running)).toMatchObject({
      verdict: {
        kind: 'failed',
        failure: {
          code: 'out-of-memory',
          message: 'Ran out of GPU memory at step 3 of 20.',
          detail: expect.stringContaining('torch.OutOfMemoryError: Allocation on device 0'),
          nodeId: '5',
          nodeClass: 'KSampler',
        },
      },
    })
  })

  test('a model file that cannot be read', async () => {
    await fake.control({ runFault: { kind: 'unreadable-model', times: 1 } })
    const running = await run('p')
    await running.done
    expect(last(running)).toMatchObject({
      verdict: { failure: { message: 'The server could not read a model file (CheckpointLoaderSimple).' } },
    })
  })

  test('an interruption is not a failure, although the history calls it an error', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    const running = await run('p')
    await held()
    expect(await client.cancel('p')).toBe('interrupted')
    await running.done
    expect(last(running)).toEqual({ type: 'verdict', verdict: { kind: 'interrupted' } })
  })

  test('a node that does not look runs on; the interruption takes effect at the next one', async () => {
    await fake.control({ set: { holdInClass: 'VAEDecode' } })
    const running = await run('p')
    await held()
    await client.cancel('p')
    expect((await fake.state()).running).toBe('p')
    await fake.control({ action: { type: 'release' } })
    await running.done
    expect(last(running)).toEqual({ type: 'verdict', verdict: { kind: 'interrupted' } })
  })

  test('neither queued nor in the history, asked twice: lost (somebody cleared the queue)', async () => {
    await fake.control({ set: { pauseQueue: true } })
    const running = await run('p')
    await eventually(() => expect(running.events).toContainEqual({ type: 'waiting', ahead: 0 }))
    await fetch(`${fake.url}/queue`, { method: 'POST', body: '{"clear":true}' })
    await running.done
    expect(last(running)).toEqual({ type: 'verdict', verdict: { kind: 'lost' } })
  })

  test('missing once is not lost: a slow POST may still arrive', async () => {
    const options = { client, socket, promptId: 'p', graph: plainGraph(1), signal: AbortSignal.timeout(10_000) }
    const running = follow(watchPrompt(options))
    await eventually(async () => {
      const { requests } = await fake.state()
      expect(requests.filter(({ path }) => path === '/history/p')).toHaveLength(2)
    })
    await client.submit({ graph: plainGraph(1), promptId: 'p', clientId: socket.clientId })
    await running.done
    expect(last(running)).toMatchObject({ verdict: { kind: 'done' } })
  })

  test('a restart forgets the run: out of reach, back, lost', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    const running = await run('p')
    await held()
    await fake.kill()
    await eventually(() => expect(running.events).toContainEqual(expect.objectContaining({ type: 'out-of-reach' })))
    await fake.restart()
    await running.done
    expect(running.events.slice(-2)).toEqual([
      { type: 'back-in-reach' },
      { type: 'verdict', verdict: { kind: 'lost' } },
    ])
  })

  test('a host that stays away is given up where that was asked for', async () => {
    const running = follow(
      watchPrompt({
        client: new ComfyClient(`http://127.0.0.1:${await freePort()}`),
        socket: null,
        promptId: 'p',
        graph: plainGraph(1),
        signal: AbortSignal.timeout(5000),
        pollMs: 5,
        giveUpMs: 30,
      }),
    )
    await running.done
    expect(running.events.map((event) => event.type)).toEqual(['out-of-reach', 'verdict'])
    expect(last(running)).toMatchObject({ verdict: { kind: 'unreachable', error: { code: 'unreachable' } } })
  })

  test.each(['html', 'half', 'hang', 'error-500'] as const)('answers of the kind %s are waited out', async (kind) => {
    await fake.control({ set: { holdAtStep: 1 } })
    const running = await run('p')
    await held()
    await fake.control({ fault: { path: '/*', kind, times: 3 } })
    await fake.control({ action: { type: 'release' } })
    await running.done
    expect(last(running)).toMatchObject({ verdict: { kind: 'done' } })
  })
})

test('a deaf socket is opened anew', async () => {
  await fake.control({ set: { holdAtStep: 2, muteSockets: true } })
  const running = await run('p')
  await eventually(async () => expect((await fake.state()).socketsOpened).toBe(2))
  await fake.control({ action: { type: 'release' } })
  await running.done
})

test('the caller’s abort ends it with its reason', async () => {
  await fake.control({ set: { pauseQueue: true } })
  const abort = new AbortController()
  const running = await run('p', plainGraph(1), { signal: abort.signal })
  abort.abort(new Error('shutting down'))
  await expect(running.done).rejects.toThrow('shutting down')
})

test('a reader that breaks off stops the asking', async () => {
  await fake.control({ set: { pauseQueue: true } })
  await client.submit({ graph: plainGraph(1), promptId: 'p', clientId: socket.clientId })
  const options = { client, socket, promptId: 'p', graph: plainGraph(1), signal: AbortSignal.timeout(5000), pollMs: 1 }
  for await (const event of watchPrompt(options)) {
    expect(event).toEqual({ type: 'waiting', ahead: 0 })
    break
  }
  const asked = async (): Promise<number> => {
    await client.systemStats()
    return (await fake.state()).requests.filter(({ path }) => path === '/history/p').length
  }
  const before = await eventually(async () => {
    const [one, two] = [await asked(), await asked()]
    expect(two).toBe(one)
    return two
  })
  for (let round = 0; round < 5; round += 1) expect(await asked()).toBe(before)
})
