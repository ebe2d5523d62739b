import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '#server/testing/fake-comfy/eventually.ts'
import { clipGraph, pictureGraph, plainGraph } from '#server/testing/fake-comfy/graphs.ts'
import type { HttpFault } from '#server/testing/fake-comfy/settings.ts'
import { freePort, startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { ComfyClient } from './comfy-client.ts'
import type { DownloadLimits } from './comfy-download.ts'
import { ComfyError } from './comfy-errors.ts'
import { readOutcome } from './comfy-failure.ts'
import type { OutputFile } from './comfy-messages.ts'
import { ensureSubmitted } from './comfy-submit.ts'

let fake: FakeComfy
let client: ComfyClient
/** Gives up soon, for answers that never come. */
let hasty: ComfyClient
/** Gives up a submission soon, but waits for everything else. */
let hastySubmitter: ComfyClient

beforeAll(async () => {
  fake = await startFakeComfy()
  client = new ComfyClient(fake.url)
  hasty = new ComfyClient(fake.url, { quickMs: 300, slowMs: 300 })
  hastySubmitter = new ComfyClient(fake.url, { slowMs: 300 })
}, 30_000)
afterAll(() => fake.stop())
beforeEach(() => fake.control({ action: { type: 'reset' } }))

const clientId = 'storycanvas-test'
const PICTURES: DownloadLimits = { maxBytes: 10_000_000, types: ['image/'] }

const errorOf = async (asked: Promise<unknown>): Promise<ComfyError> => {
  const error = await asked.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ComfyError)
  return error as ComfyError
}

/** The files of a run that ended well. */
async function filesOf(promptId: string): Promise<readonly OutputFile[]> {
  return eventually(async () => {
    const entry = await client.history(promptId)
    if (!entry) throw new Error('not yet')
    const outcome = readOutcome(entry, null)
    return outcome.kind === 'done' ? outcome.files : []
  })
}

async function bytesOf(file: OutputFile | undefined, limits = PICTURES): Promise<Buffer> {
  const download = await client.download(file as OutputFile, limits)
  const pieces: Uint8Array[] = []
  for await (const piece of download.body) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe('what a host says about itself', () => {
  test('stats carry version and memory, never paths', async () => {
    const stats = await client.systemStats()
    expect(stats).toEqual({
      version: '0.8.0',
      devices: [{ name: expect.stringContaining('4090'), type: 'cuda', vramTotal: 25757220864, vramFree: 24000000000 }],
    })
  })

  test('capabilities read all encodings of a choice', async () => {
    const { classes } = await client.capabilities()
    expect(classes.CheckpointLoaderSimple?.inputs.ckpt_name?.options).toContain('sd_xl_base_1.0.safetensors')
    expect(classes.SaveVideo?.inputs.format?.options).toEqual(['auto', 'mp4'])
    expect(classes.KSampler?.inputs.steps).toMatchObject({ type: 'INT', min: 1, max: 10000, required: true })
  })

  test('the queue is sorted although the host lists a heap', async () => {
    await fake.control({ set: { pauseQueue: true } })
    for (const number of [3, 1, 2]) {
      const prompt = { prompt: plainGraph(number), prompt_id: `p${number}`, number }
      await fetch(`${fake.url}/prompt`, { method: 'POST', body: JSON.stringify(prompt) })
    }
    expect(await client.queue()).toEqual({ running: [], waiting: ['p1', 'p2', 'p3'] })
    expect(await client.locate('p3')).toEqual({ place: 'waiting', ahead: 2 })
  })

  test('history of an unknown prompt is an empty answer, not an error', async () => {
    expect(await client.history('nobody')).toBeNull()
    expect(await client.locate('nobody')).toEqual({ place: 'unknown' })
  })
})

describe('handing a graph over', () => {
  test('a good graph is accepted and bound to our ids; previews are asked for', async () => {
    await fake.control({ set: { pauseQueue: true } })
    expect(await client.submit({ graph: plainGraph(1), promptId: 'p', clientId })).toEqual({ kind: 'accepted' })
    const { queue_pending: pending } = (await (await fetch(`${fake.url}/queue`)).json()) as {
      queue_pending: unknown[][]
    }
    expect(pending[0]?.[3]).toMatchObject({ client_id: clientId, preview_method: 'auto' })
  })

  test('a refusal says in words what is wrong, and keeps every problem for the details', async () => {
    const graph = pictureGraph(1)
    graph['1'] = { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'gone.safetensors' } }
    graph['5'] = { class_type: 'KSampler', inputs: { ...graph['5']?.inputs, steps: 0 } }
    const verdict = await client.submit({ graph, promptId: 'p', clientId })
    expect(verdict).toMatchObject({
      kind: 'refused',
      failure: {
        code: 'graph-refused',
        message: 'The server refuses this: CheckpointLoaderSimple knows no ckpt_name "gone.safetensors" (and 1 more).',
        detail: expect.stringContaining('#5 KSampler steps: Value 0 smaller than min of 1'),
        nodeId: '1',
      },
    })
    expect((await fake.state()).pending).toEqual([])
  })

  test('an unknown class is named although node_errors is empty', async () => {
    const graph = { ...plainGraph(1), '9': { class_type: 'NoSuchNode', inputs: {} } }
    expect(await client.submit({ graph, promptId: 'p', clientId })).toMatchObject({
      failure: { message: expect.stringContaining('node NoSuchNode does not exist') },
    })
  })

  test('200 with node_errors is a failure, and the half that was queued is taken back', async () => {
    await fake.control({ set: { pauseQueue: true } })
    const graph = {
      ...plainGraph(1),
      '3': {
        class_type: 'ImageScale',
        inputs: { image: ['1', 0] as [string, number], width: 8, height: 8, crop: 'disabled', upscale_method: 'magic' },
      },
      '4': { class_type: 'SaveImage', inputs: { images: ['3', 0] as [string, number], filename_prefix: 'x' } },
    }
    const verdict = await client.submit({ graph, promptId: 'p', clientId })
    expect(verdict).toMatchObject({
      kind: 'refused',
      failure: { message: 'The server refuses this: ImageScale knows no upscale_method "magic".' },
    })
    expect((await fake.state()).pending).toEqual([])
  })

  test.each<[string, HttpFault]>([
    [
      'the connection is cut after the host has acted',
      { path: '/prompt', method: 'POST', kind: 'lose-answer', times: 1 },
    ],
    ['the answer comes too late', { path: '/prompt', method: 'POST', kind: 'late-answer', ms: 1000, times: 1 }],
  ])('a lost answer is looked up, not sent again: %s', async (_name, fault) => {
    await fake.control({ fault })
    const submission = { graph: plainGraph(1), promptId: 'p', clientId }
    expect(await ensureSubmitted(hastySubmitter, submission, { mayBeThere: false, settleMs: 5 })).toEqual({
      kind: 'accepted',
    })
    expect((await fake.state()).posted).toEqual(['p'])
    expect(await filesOf('p')).toHaveLength(1)
  })

  test.each(['html', 'wrong-json', 'error-500', 'redirect', 'reset', 'hang'] as const)(
    'an answer of another kind (%s) leaves it uncertain, and after two looks not sent',
    async (kind) => {
      await fake.control({ fault: { path: '/prompt', method: 'POST', kind } })
      const submission = { graph: plainGraph(1), promptId: 'p', clientId }
      expect((await hastySubmitter.submit(submission)).kind).toBe('uncertain')
      expect((await ensureSubmitted(hastySubmitter, submission, { mayBeThere: false, settleMs: 1 })).kind).toBe(
        'not-sent',
      )
    },
  )

  test('a prompt that may be there is looked up first: it is never posted twice', async () => {
    const submission = { graph: plainGraph(1), promptId: 'p', clientId }
    await client.submit(submission)
    expect(await ensureSubmitted(client, submission, { mayBeThere: true })).toEqual({ kind: 'accepted' })
    expect((await fake.state()).posted).toEqual(['p'])
  })

  test('a host that is not there was never told', async () => {
    const nobody = new ComfyClient(`http://127.0.0.1:${await freePort()}`)
    expect(await nobody.submit({ graph: plainGraph(1), promptId: 'p', clientId })).toMatchObject({
      kind: 'not-sent',
      error: { code: 'unreachable' },
    })
  })
})

describe('a host that answers nonsense', () => {
  test.each<[HttpFault['kind'], string]>([
    ['html', 'not-comfy'],
    ['wrong-json', 'not-comfy'],
    ['redirect', 'not-comfy'],
    ['error-500', 'status'],
    ['reset', 'cut'],
    ['half', 'cut'],
    ['hang', 'timeout'],
  ])('%s is the typed error %s on every question', async (kind, code) => {
    await fake.control({ fault: { path: '/*', kind } })
    const asker = kind === 'hang' ? hasty : client
    const asked = [asker.systemStats(), asker.queue(), asker.history('p'), asker.capabilities()]
    expect((await Promise.all(asked.map(errorOf))).map((error) => error.code)).toEqual([code, code, code, code])
  })

  test('a body without end is broken off', async () => {
    await fake.control({ fault: { path: '/system_stats', kind: 'endless' } })
    expect((await errorOf(client.systemStats())).code).toBe('too-large')
  })

  test('an address that no browser or client may call is unreachable, not a crash', async () => {
    expect((await errorOf(new ComfyClient('http://127.0.0.1:9').systemStats())).code).toBe('unreachable')
  })

  test('a host that is frozen is a timeout', async () => {
    fake.freeze()
    try {
      expect((await errorOf(hasty.queue())).code).toBe('timeout')
    } finally {
      fake.thaw()
    }
  })

  test('the caller’s abort is passed on as it is', async () => {
    await fake.control({ fault: { path: '/queue', kind: 'hang' } })
    const abort = new AbortController()
    const asked = client.queue(abort.signal)
    abort.abort(new Error('shutting down'))
    await expect(asked).rejects.toThrow('shutting down')
  })
})

describe('files', () => {
  const png = (colour: string): Promise<Buffer> =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: colour } })
      .png()
      .toBuffer()

  test('the name that the upload answers is the one to use', async () => {
    const upload = async (colour: string) =>
      client.upload({ bytes: await png(colour), filename: 'start.png', mime: 'image/png', subfolder: 'storycanvas' })
    expect((await upload('red')).reference).toBe('storycanvas/start.png')
    const second = await upload('blue')
    expect(second.reference).toBe('storycanvas/start (1).png')
    const graph = {
      '1': { class_type: 'LoadImage', inputs: { image: second.reference } },
      '2': plainGraph(1)['2'] as never,
    }
    expect(await client.submit({ graph, promptId: 'p', clientId })).toEqual({ kind: 'accepted' })
    expect(await filesOf('p')).toHaveLength(1)
  })

  test('names with blanks and foreign letters are sent encoded', async () => {
    const bytes = await png('green')
    const { filename } = await client.upload({ bytes, filename: 'Ünïcode & 場 1.png', mime: 'image/png' })
    const file: OutputFile = { nodeId: '1', filename, subfolder: '', type: 'input', media: 'image' }
    expect((await bytesOf(file)).equals(bytes)).toBe(true)
  })

  test('a picture comes whole, with its type and length', async () => {
    await client.submit({ graph: pictureGraph(1), promptId: 'p', clientId })
    const [file] = await filesOf('p')
    const download = await client.download(file as OutputFile, PICTURES)
    expect(download.mime).toBe('image/png')
    const bytes = await bytesOf(file)
    expect(bytes.byteLength).toBe(download.bytes)
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 64 })
    await (download.body as AsyncGenerator).return(undefined)
  })

  test('a video is listed under images; its extension tells what it is', async () => {
    await client.submit({ graph: clipGraph(1), promptId: 'p', clientId })
    const [file] = await filesOf('p')
    expect(file).toMatchObject({ media: 'video', filename: expect.stringMatching(/\.mp4$/), type: 'output' })
    const bytes = await bytesOf(file, { maxBytes: 100_000, types: ['video/'] })
    expect(bytes.toString('latin1', 4, 8)).toBe('ftyp')
  })

  test('a cached run names the old files; when one was deleted, fetching it is not-found until the cache is dropped', async () => {
    const graph = plainGraph(5, 'cached/run')
    await client.submit({ graph, promptId: 'a', clientId })
    const first = await filesOf('a')
    await client.submit({ graph, promptId: 'b', clientId })
    expect(await filesOf('b')).toEqual(first)
    const { filename, subfolder, type } = first[0] as OutputFile
    await fake.control({ action: { type: 'delete-file', filename, subfolder, fileType: type } })
    expect((await errorOf(bytesOf(first[0]))).code).toBe('not-found')
    await client.free()
    await client.submit({ graph, promptId: 'c', clientId })
    expect((await bytesOf((await filesOf('c'))[0])).byteLength).toBeGreaterThan(100)
  })

  test.each<[HttpFault['kind'], string]>([
    ['html', 'not-comfy'],
    ['wrong-json', 'not-comfy'],
    ['redirect', 'not-comfy'],
    ['error-500', 'status'],
    ['reset', 'cut'],
    ['half', 'cut'],
    ['hang', 'timeout'],
    ['drip', 'timeout'],
  ])('/view that answers with %s is the typed error %s', async (kind, code) => {
    await client.submit({ graph: pictureGraph(1), promptId: 'p', clientId })
    const [file] = await filesOf('p')
    await fake.control({ fault: { path: '/view', kind, ms: 1000 } })
    const fetching = async (): Promise<void> => {
      const asker = kind === 'hang' || kind === 'drip' ? hasty : client
      const download = await asker.download(file as OutputFile, PICTURES)
      for await (const piece of download.body) expect(piece.byteLength).toBeGreaterThan(0)
    }
    expect((await errorOf(fetching())).code).toBe(code)
  })

  test('a file over the limit is refused, announced or not', async () => {
    await client.submit({ graph: pictureGraph(1), promptId: 'p', clientId })
    const [file] = await filesOf('p')
    expect((await errorOf(bytesOf(file, { ...PICTURES, maxBytes: 50 }))).code).toBe('too-large')
    await fake.control({ fault: { path: '/view', kind: 'endless' } })
    expect((await errorOf(bytesOf(file, { ...PICTURES, maxBytes: 200_000 }))).code).toBe('too-large')
  })
})

describe('cancelling', () => {
  test('a waiting prompt is taken out, those of others stay', async () => {
    await fake.control({ set: { pauseQueue: true } })
    await client.submit({ graph: plainGraph(1), promptId: 'mine', clientId })
    await client.submit({ graph: plainGraph(2), promptId: 'theirs', clientId: 'other' })
    expect(await client.cancel('mine')).toBe('removed')
    expect((await fake.state()).pending).toEqual(['theirs'])
    expect(await client.locate('mine')).toEqual({ place: 'unknown' })
  })

  test('a prompt that is queued twice is taken out twice: the host removes one at a time', async () => {
    await fake.control({ set: { pauseQueue: true } })
    for (const color of [1, 2]) await client.submit({ graph: plainGraph(color), promptId: 'p', clientId })
    expect(await client.cancel('p')).toBe('removed')
    expect((await fake.state()).pending).toEqual([])
  })

  test('a running prompt is interrupted, and its history says error; only the messages tell why', async () => {
    await fake.control({ set: { holdAtStep: 2 } })
    await client.submit({ graph: pictureGraph(1), promptId: 'p', clientId })
    await eventually(async () => expect((await fake.state()).held?.step).toBe(2))
    expect(await client.cancel('p')).toBe('interrupted')
    const entry = await eventually(async () => {
      const found = await client.history('p')
      expect(found).not.toBeNull()
      return found
    })
    expect(entry?.status?.status_str).toBe('error')
    expect(entry && readOutcome(entry, null)).toEqual({ kind: 'interrupted' })
  })

  test('an interrupt with an id never stops the run of another', async () => {
    await fake.control({ set: { holdAtStep: 1 } })
    await client.submit({ graph: pictureGraph(1), promptId: 'theirs', clientId: 'other' })
    await eventually(async () => expect((await fake.state()).held).not.toBeNull())
    await client.submit({ graph: plainGraph(2), promptId: 'mine', clientId })
    expect(await client.cancel('mine')).toBe('removed')
    expect((await fake.state()).running).toBe('theirs')
  })

  test('an interrupt in the last node comes too late: the run ends well', async () => {
    await fake.control({ set: { holdInClass: 'SaveImage' } })
    await client.submit({ graph: pictureGraph(1), promptId: 'p', clientId })
    await eventually(async () => expect((await fake.state()).held?.nodeId).toBe('7'))
    expect(await client.cancel('p')).toBe('interrupted')
    await fake.control({ action: { type: 'release' } })
    expect(await filesOf('p')).toHaveLength(1)
    expect(await client.cancel('p')).toBe('ended')
  })

  test('what nobody knows is called unknown', async () => {
    expect(await client.cancel('nobody')).toBe('unknown')
  })
})
