/**
 * `npm run bench:sync`: measures our relay beside other Yjs servers, all in one run, and writes the comparison to
 * docs/performance.md. See `--help`.
 */
import { fork, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tmpdir } from 'node:os'
import { writeFilm } from './film/film-file.ts'
import { makeFilm, type FilmSize } from './film/make-film.ts'
import { medians } from './measure/statistics.ts'
import { readOptions, UsageError, type Options } from './options.ts'
import { installPeers, ROOT } from './peers/install.ts'
import { BUILT_SERVER, peerNamed } from './peers/peers.ts'
import { describeMeasures } from './report/format.ts'
import type { RunOrder, RunResult } from './run-order.ts'
import type { Measures } from './scenarios/scenario.ts'
import { scenarios } from './scenarios/scenarios.ts'

const FILM: FilmSize = { clips: 1500, edits: 50_000, offlineEdits: 5000 }
const RUN_ONE = fileURLToPath(new URL('run-one.ts', import.meta.url))

function options(): Options {
  try {
    return readOptions(
      process.argv.slice(2),
      scenarios.map(({ name }) => name),
    )
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.log(error.message)
    process.exit(2)
  }
}

/** Builds our server beside the product's own build, which may be in use. */
function buildServer(): void {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const args = ['build', '-c', 'vite.server.config.ts', '--logLevel', 'warn', '--outDir', join(BUILT_SERVER, '..')]
  const { status } = spawnSync(process.execPath, [vite, ...args], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) throw new Error('The server could not be built; the reason is above')
}

async function runOne(order: RunOrder): Promise<RunResult> {
  const child = fork(RUN_ONE, [JSON.stringify(order)], { execArgv: ['--import', 'tsx'], cwd: ROOT })
  let result: RunResult = { failed: 'The measuring process ended without a result' }
  child.on('message', (message) => (result = message as RunResult))
  await once(child, 'exit')
  return result
}

const { scenarios: wanted, peers, rounds, quick, profileDir } = options()
const notInstalled = peers.some((name) => name === 'hocuspocus' || name === 'y-websocket') ? installPeers() : null
if (notInstalled) console.error(`The servers to compare with could not be installed: ${notInstalled}`)
buildServer()

const filmFile = join(tmpdir(), `bench-sync-film-${process.pid}.bin`)
if (scenarios.some(({ name, needs }) => needs === 'documents' && wanted.includes(name))) {
  console.log('Making the film …')
  writeFilm(filmFile, makeFilm(FILM))
}

for (const scenario of scenarios.filter(({ name }) => wanted.includes(name))) {
  console.log(`\n${scenario.title}`)
  const results = new Map<string, Measures[]>()
  for (let round = 1; round <= rounds; round++) {
    for (const peer of peers.map(peerNamed)) {
      if (scenario.needs === 'documents' && !peer.keepsDocuments) continue
      const profiled = profileDir && peer.name === 'storycanvas' ? { profileDir: resolve(profileDir) } : {}
      const result = await runOne({ scenario: scenario.name, peer: peer.name, quick, filmFile, ...profiled })
      if ('failed' in result) {
        console.error(`  ${peer.title}, round ${round}: ${result.failed}`)
        continue
      }
      const all = [...(results.get(peer.title) ?? []), result.measures]
      results.set(peer.title, all)
      console.log(`  ${peer.title.padEnd(38)} ${describeMeasures(result.measures)}`)
    }
  }
  if (rounds === 1) continue
  console.log('  medians')
  for (const [title, all] of results) console.log(`  ${title.padEnd(38)} ${describeMeasures(medians(all))}`)
}
rmSync(filmFile, { force: true })
