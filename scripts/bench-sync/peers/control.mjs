/**
 * Loaded into every measured server before its own code (`node --import`): answers the benchmark's questions about its
 * process over the IPC channel, in the same way for all of them. Between questions it costs a timer of 10 ms.
 *
 * Questions are `{ id, ask, file }`; `reset` begins a measured stretch, `read` tells what it took so far, `heap` collects
 * garbage and tells what is held, `startProfile` takes a CPU profile until `stopProfile` writes it to `file`. Answers are
 * `{ id, answer }`.
 */
import { openSync, readSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

const TICK_MS = 10

/**
 * Milliseconds that the main thread was ready to run and had to wait for a processor, since it started; null where the
 * system does not tell (only Linux does).
 */
const waitedForProcessor = (() => {
  try {
    const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r')
    const buffer = Buffer.alloc(96)
    return () => Number(buffer.toString('latin1', 0, readSync(file, buffer, 0, 96, 0)).split(' ')[1]) / 1e6
  } catch {
    return () => 0
  }
})()

const stretch = { cpu: process.cpuUsage(), startedAt: 0, longestBlockMs: 0, longestGapMs: 0 }
let lastTickAt = performance.now()
let lastWaited = waitedForProcessor()

/** A tick that comes late shows for how long the event loop did one thing; other processes' time is taken off. */
function tick() {
  const at = performance.now()
  const waited = waitedForProcessor()
  const gap = Math.max(0, at - lastTickAt - TICK_MS)
  const block = Math.max(0, gap - (waited - lastWaited))
  stretch.longestGapMs = Math.max(stretch.longestGapMs, gap)
  stretch.longestBlockMs = Math.max(stretch.longestBlockMs, block)
  lastTickAt = at
  lastWaited = waited
}

setInterval(tick, TICK_MS).unref()

function reset() {
  lastTickAt = performance.now()
  lastWaited = waitedForProcessor()
  Object.assign(stretch, { cpu: process.cpuUsage(), startedAt: lastTickAt, longestBlockMs: 0, longestGapMs: 0 })
  return {}
}

function read() {
  tick()
  const { user, system } = process.cpuUsage(stretch.cpu)
  return {
    wallMs: performance.now() - stretch.startedAt,
    cpuMs: (user + system) / 1000,
    longestBlockMs: stretch.longestBlockMs,
    longestGapMs: stretch.longestGapMs,
    rssBytes: process.memoryUsage.rss(),
  }
}

async function heap() {
  for (let round = 0; round < 4; round++) {
    globalThis.gc?.()
    await sleep(20)
  }
  const { heapUsed, external } = process.memoryUsage()
  return { heapBytes: heapUsed, externalBytes: external }
}

const session = new Session()

async function startProfile() {
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
  return {}
}

/** @param {string} file */
async function stopProfile(file) {
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  writeFileSync(file, JSON.stringify(profile))
  return {}
}

const answers = { reset, read, heap, startProfile, stopProfile }

process.on('message', (/** @type {{ id: number, ask: keyof typeof answers, file: string }} */ { id, ask, file }) => {
  void Promise.resolve(answers[ask](file)).then((answer) => process.send?.({ id, answer }))
})
