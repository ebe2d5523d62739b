import * as Y from 'yjs'
import { until } from '../measure/until.ts'
import { BenchClient } from '../wire/bench-client.ts'
import { clocksOf, FilmReader } from '../wire/film-reader.ts'
import type { Measures, Run, Scenario } from './scenario.ts'

/** Two people worked on the film without a network and come back at the same moment; a third watches. */
async function run(run: Run): Promise<Measures> {
  const { whole, offline } = run.film()
  const server = await run.start()
  const { dialect } = run.peer
  const room = run.peer.room(1)

  const seed = await BenchClient.join(server.wsUrl, dialect, room, () => {}, { tells: whole })
  const watcher = new FilmReader()
  await watcher.join(server.wsUrl, dialect, room)
  await until(() => watcher.completeAt(clocksOf(whole)) !== null, {
    what: 'the whole film',
    seconds: 120,
    everyMs: 100,
  })
  watcher.forget()
  await seed.leave()
  await server.settle()

  const all = clocksOf(whole, ...offline)
  const base = clocksOf(whole)
  const returning = offline.map((tells) => {
    const knows = clocksOf(whole, tells)
    return { reader: new FilmReader(), tells, knows, lacks: beyond(all, knows) }
  })
  const waiting = [{ reader: watcher, lacks: beyond(all, base) }, ...returning]
  await server.reset()
  const startedAt = performance.now()
  await Promise.all(
    returning.map(({ reader, tells, knows }) =>
      reader.join(server.wsUrl, dialect, room, { tells, knows: Y.encodeStateVector(knows) }),
    ),
  )
  const completeAt = (): number => Math.max(...waiting.map(({ reader, lacks }) => reader.completeAt(lacks) ?? Infinity))
  await until(() => completeAt() < Infinity, { what: 'what the others wrote', seconds: 120, everyMs: 20 })
  const usage = await server.read()

  const expected = [whole, ...offline]
  watcher.assertEqual(expected, [whole])
  for (const { reader, tells } of returning) reader.assertEqual(expected, [whole, tells])
  await Promise.all(waiting.map(({ reader }) => reader.leave()))
  return {
    converged: completeAt() - startedAt,
    cpu: usage.cpuMs,
    longestBlock: usage.longestBlockMs,
    rss: usage.rssBytes,
  }
}

/** The clocks that somebody with `known` clocks has to hear of still. */
function beyond(clocks: ReadonlyMap<number, number>, known: ReadonlyMap<number, number>): Map<number, number> {
  return new Map([...clocks].filter(([client, clock]) => (known.get(client) ?? 0) < clock))
}

/** Merging what two people wrote offline. */
export const offlineScenario: Scenario = {
  name: 'offline',
  title: 'Two clients come back with 5,000 offline edits each to a film of 1,500 clips',
  needs: 'documents',
  run,
}
