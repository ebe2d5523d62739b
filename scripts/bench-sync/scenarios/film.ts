import { setImmediate as turn } from 'node:timers/promises'
import type { ServerProcess } from '../measure/server-process.ts'
import { until } from '../measure/until.ts'
import { BenchClient } from '../wire/bench-client.ts'
import { clocksOf, FilmReader } from '../wire/film-reader.ts'
import type { Film } from '../film/make-film.ts'
import type { Measures, Run, Scenario } from './scenario.ts'

/** Frames that are given to the socket at once. */
const BURST = 256
const TABS = 10
/** A server without work for so long has written what it was writing. */
const PAUSE_MS = 200
/** A document is looked into once this share of its bytes has come. */
const WORTH_A_LOOK = 0.6
const WHOLE_FILM = { what: 'the whole film', seconds: 120 }

/** Sends a film's whole history as one tab, and waits until the server has dealt with all of it. */
async function ingest(run: Run, server: ServerProcess, { updates }: Film): Promise<Measures> {
  let answers = 0
  const room = run.peer.room(1)
  const writer = await BenchClient.join(server.wsUrl, run.peer.dialect, room, (kind) => {
    if (kind === 'answer') answers += 1
  })
  const frames = updates.map((update) => writer.updateFrame(update))
  answers = 0
  await server.reset()
  const startedAt = performance.now()
  for (let first = 0; first < frames.length; first += BURST) {
    if (!writer.socket.write(Buffer.concat(frames.slice(first, first + BURST)))) await writer.socket.drained()
    await turn()
  }
  // Messages of a connection are dealt with in their order, so the answer to a question comes after all of it.
  writer.ask()
  await until(() => answers > 0, { what: 'the answer behind all edits', seconds: 300 })
  const answeredAt = performance.now()
  // Some servers answer from memory and write on behind it; what they put off on purpose is left out of the time.
  const keptAt = await server.restingSince(PAUSE_MS)
  await server.settle()
  const usage = await server.read()
  await writer.leave()
  await server.settle()
  return {
    answeredPerSecond: (updates.length * 1000) / (answeredAt - startedAt),
    keptPerSecond: (updates.length * 1000) / (keptAt - startedAt),
    cpuPerUpdate: (usage.cpuMs * 1000) / updates.length,
    ingestBlock: usage.longestBlockMs,
    ingestRss: usage.rssBytes,
  }
}

/** Lets readers in at once; resolves with the milliseconds until each had the whole film. */
async function open(run: Run, server: ServerProcess, count: number, { whole }: Film): Promise<number[]> {
  const clocks = clocksOf(whole)
  const readers = Array.from({ length: count }, () => new FilmReader())
  const startedAt = performance.now()
  const joined = Promise.all(readers.map((reader) => reader.join(server.wsUrl, run.peer.dialect, run.peer.room(1))))
  const worthALook = (): boolean => readers.every((reader) => reader.bytes > whole.length * WORTH_A_LOOK)
  await joined
  await until(() => worthALook() && readers.every((reader) => reader.completeAt(clocks) !== null), WHOLE_FILM)
  const times = readers.map((reader) => (reader.completeAt(clocks) ?? Number.NaN) - startedAt)
  readers[0]?.assertEqual([whole])
  await Promise.all(readers.map((reader) => reader.leave()))
  return times
}

/** A long-worked film goes in, the server starts anew, and people open it. */
async function run(run: Run): Promise<Measures> {
  const film = run.film()
  let server = await run.start()
  const ingested = await ingest(run, server, film)
  await server.stop()

  server = await run.start()
  await server.reset()
  const [first = Number.NaN] = await open(run, server, 1, film)
  const [second = Number.NaN] = await open(run, server, 1, film)
  const opening = await server.read()
  await server.settle()
  await server.stop()

  server = await run.start()
  await server.reset()
  const tabs = await open(run, server, TABS, film)
  const opened = await server.read()
  return {
    ...ingested,
    firstOpen: first,
    secondOpen: second,
    openBlock: opening.longestBlockMs,
    tenTabs: Math.max(...tabs),
    tenTabsCpu: opened.cpuMs,
    tenTabsBlock: opened.longestBlockMs,
  }
}

/** Taking in a film with a long history, and opening it after a restart. */
export const filmScenario: Scenario = {
  name: 'film',
  title: 'A film of 1,500 clips and 50,000 edits: taken in, opened after a restart, opened by ten tabs after another',
  needs: 'documents',
  run,
}
