/**
 * One scenario with one server, in a process of its own, so that no measurement inherits another's memory: started by
 * main.ts with a `RunOrder` as its argument, answers with a `RunResult` over IPC. The clients live here, the server in a
 * process of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFilm } from './film/film-file.ts'
import { ServerProcess } from './measure/server-process.ts'
import { within } from './measure/until.ts'
import { peerNamed } from './peers/peers.ts'
import type { RunOrder, RunResult } from './run-order.ts'
import { scenarios } from './scenarios/scenarios.ts'

/** No run takes nearly as long; one that hangs must not hold up the others. */
const RUN_SECONDS = 15 * 60

const order = JSON.parse(process.argv[2] ?? '') as RunOrder
const scenario = scenarios.find(({ name }) => name === order.scenario)
if (!scenario) throw new Error(`There is no scenario ${order.scenario}`)

const dataDir = mkdtempSync(join(tmpdir(), 'bench-sync-'))
const started: ServerProcess[] = []
const peer = peerNamed(order.peer)

async function measure(): Promise<RunResult> {
  try {
    const start = async (): Promise<ServerProcess> => {
      const server = await ServerProcess.start(peer, { dataDir, profileDir: order.profileDir })
      started.push(server)
      return server
    }
    return {
      measures: await within(
        scenario!.run({ peer, quick: order.quick, start, film: () => readFilm(order.filmFile) }),
        RUN_SECONDS,
        'its end',
      ),
    }
  } catch (error) {
    return {
      failed: `${error instanceof Error ? error.message : String(error)}\n${started.at(-1)?.output ?? ''}`.trim(),
    }
  } finally {
    for (const server of started) await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const result = await measure()
process.send?.(result, () => process.exit(0))
