import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { MessageType } from '#shared/protocol/relay-messages.ts'
import { connectRaw, syncFrame } from '../raw-peer.ts'
import { answerQuestions } from './child-program.ts'

/**
 * Program: two people in one room. One writes a number every few milliseconds, the other notes how long each takes to
 * arrive.
 */
const WRITE_EVERY_MS = 8

const { WS_URL, ROOM } = process.env as { WS_URL: string; ROOM: string }
const writing = new Y.Doc()
const reading = new Y.Doc()
const writer = await connectRaw(WS_URL, ROOM)
const reader = await connectRaw(WS_URL, ROOM)

writing.on('update', (update: Uint8Array) => writer.send(syncFrame(2, update)))

interface Sent {
  readonly number: number
  readonly at: number
}

const sent: Sent[] = []
let delays: number[] = []

reader.socket.on('message', (data: Buffer) => {
  const decoder = decoding.createDecoder(new Uint8Array(data))
  if (decoding.readVarUint(decoder) !== MessageType.sync || decoding.readVarUint(decoder) === 0) return
  Y.applyUpdate(reading, decoding.readVarUint8Array(decoder))
  const arrived = reading.getMap('meta').get('number') as number
  const now = performance.now()
  while (sent[0] && sent[0].number <= arrived) delays.push(now - (sent.shift() as Sent).at)
})

let number = 0
const writingTimer = setInterval(() => {
  const at = performance.now()
  number += 1
  sent.push({ number, at })
  writing.getMap('meta').set('number', number)
}, WRITE_EVERY_MS)

answerQuestions({
  ready: () => true,
  /** Forgets what was measured. */
  reset: () => {
    delays = []
  },
  /** What was measured since; what has not arrived yet counts with the time that it has taken so far. */
  delays: () => {
    const waiting = sent.map(({ at }) => performance.now() - at)
    return { count: delays.length, worstMs: Math.max(0, ...delays, ...waiting) }
  },
  /** Stops writing, and tells the document once everything has arrived. */
  finish: async () => {
    clearInterval(writingTimer)
    const last = number
    while (reading.getMap('meta').get('number') !== last) await new Promise((resolve) => setTimeout(resolve, 10))
    return Buffer.from(Y.encodeStateAsUpdate(writing)).toString('base64')
  },
})
