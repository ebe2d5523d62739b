import { expect, test } from 'vitest'
import { describeExecutionError, readOutcome } from './comfy-failure.ts'
import { filesOfOutput, HistoryEntry } from './comfy-messages.ts'
import { readBinaryMessage, readTextMessage } from './comfy-socket-messages.ts'

const text = (type: string, data: object): ReturnType<typeof readTextMessage> =>
  readTextMessage(JSON.stringify({ type, data }))

test('a node that expands is told by the id it has in the graph', () => {
  expect(text('executing', { node: '20.0.0.1', display_node: '20', prompt_id: 'p' })?.event).toEqual({
    type: 'executing',
    nodeId: '20',
  })
  const part = { value: 2, max: 2, state: 'finished', node_id: '20.0.0.1', display_node_id: '20' }
  expect(text('progress_state', { prompt_id: 'p', nodes: { '20.0.0.1': part } })?.event).toEqual({
    type: 'progress',
    nodes: [{ nodeId: '20', value: 2, max: 2, finished: false }],
  })
})

test('what names no prompt belongs to nobody: status, and the executing after a reconnect', () => {
  expect(text('status', { status: { exec_info: { queue_remaining: 1 } } })).toBeNull()
  expect(text('executing', { node: '2' })).toBeNull()
})

test('fields that are not known do no harm', () => {
  expect(text('execution_success', { prompt_id: 'p', timestamp: 1, brand_new: {} })).toEqual({
    promptId: 'p',
    event: { type: 'success' },
  })
})

test('binary kinds that carry no preview are ignored', () => {
  const kind = (number: number): Buffer => Buffer.from([0, 0, 0, number, 0, 0, 0, 1, 0xff, 0xd8, 0xff, 0xe0])
  expect(readBinaryMessage(kind(1))).toMatchObject({ promptId: null, preview: { mime: 'image/jpeg' } })
  expect([kind(2), kind(3), kind(9)].map(readBinaryMessage)).toEqual([null, null, null])
})

test('files are found under any key, and their kind by their extension', () => {
  const file = (filename: string): object => ({ filename, subfolder: 's', type: 'output' })
  const output = {
    images: [file('a.PNG'), file('b.mp4')],
    animated: [false, true],
    audio: [file('c.flac')],
    gifs: [{ ...file('d.webm'), fullpath: '/x' }],
    text: ['words'],
    files: [file('e.latent')],
  }
  expect(filesOfOutput('9', output).map(({ media, nodeId }) => [nodeId, media])).toEqual([
    ['9', 'image'],
    ['9', 'video'],
    ['9', 'audio'],
    ['9', 'video'],
    ['9', 'other'],
  ])
})

test('a history entry of an odd shape is read as far as it goes', () => {
  const entry = HistoryEntry.parse({ outputs: 'none', status: null, meta: 5 })
  expect(readOutcome(entry, null)).toEqual({ kind: 'done', files: [] })
})

test('a failure keeps what was written before it', () => {
  const entry = HistoryEntry.parse({
    outputs: { '6': { images: [{ filename: 'before.png', subfolder: '', type: 'output' }] } },
    status: {
      status_str: 'error',
      completed: false,
      messages: [
        ['execution_start', {}],
        [
          'execution_error',
          { node_id: '4', node_type: 'ImageScale', exception_message: 'bad size\n', exception_type: 'ValueError' },
        ],
      ],
    },
  })
  expect(readOutcome(entry, { step: 0, steps: 4 })).toMatchObject({
    kind: 'failed',
    failure: { code: 'node-failed', message: 'ImageScale failed: bad size', detail: 'ValueError: bad size' },
    files: [{ filename: 'before.png' }],
  })
})

test('out of memory is known by its type or its words, and names the node where it was no sampler', () => {
  const error = {
    node_id: '6',
    node_type: 'VAEDecode',
    exception_type: 'RuntimeError',
    exception_message: 'CUDA out of memory.',
  }
  expect(describeExecutionError(error, { step: 20, steps: 20 })).toMatchObject({
    code: 'out-of-memory',
    message: 'Ran out of GPU memory in VAEDecode.',
  })
})
