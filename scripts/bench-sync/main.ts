/**
 * `npm run bench:sync`: measures our relay beside other Yjs servers, all in one run, and writes the comparison to
 * docs/performance.md. See `--help`.
 */
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeFilm } from './film/film-file.ts'
import { makeFilm, type FilmSize } from './film/make-film.ts'
import { diskCosts } from './measure/disk.ts'
import { hottest, profilesIn } from './measure/profile.ts'
import { medians } from './measure/statistics.ts'
import { readOptions, UsageError, type Options } from './options.ts'
import { installPeers, ROOT } from './peers/install.ts'
import type { Peer, PeerName } from './peers/peer.ts'
import { BUILT_SERVER, peerNamed } from './peers/peers.ts'
import { describeDisk, describeMeasures } from './report/format.ts'
import { replaceReport, targetTable, writeReport } from './report/report.ts'
import type { RunOrder, RunResult } from './run-order.ts'
import type { Measures, Scenario } from './scenarios/scenario.ts'
import { scenarios } from './scenarios/scenarios.ts'

const FILM: FilmSize = { clips: 1500, edits: 50_000, offlineEdits: 5000 }
const RUN_ONE = fileURLToPath(new URL('run-one.ts', import.meta.url))
const PAGE = join(ROOT, 'docs/performance.md')
const HOT_FUNCTIONS = 12
/** The rhythms of the steady scenarios. */
const DISK_RHYTHMS = [100, 50, 20, null]
/** Peers that come from the registry. */
const INSTALLED: readonly PeerName[] = ['hocuspocus', 'y-websocket']

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

function machine(): string {
  const processors = cpus()
  const gibibytes = Math.round(totalmem() / 1024 ** 3)
  const model = processors[0]?.model.trim() ?? 'unknown'
  return `${processors.length} cores (${model}), ${gibibytes} GiB, ${process.platform}, Node ${process.version}`
}

const { scenarios: wanted, peers: peerNames, rounds, quick, profileDir, write } = options()
const missing: string[] = []
let peers: readonly Peer[] = peerNames.map(peerNamed)
if (peerNames.some((name) => INSTALLED.includes(name))) {
  const reason = installPeers()
  if (reason) {
    for (const { title } of peers.filter(({ name }) => INSTALLED.includes(name))) {
      missing.push(`${title} could not be installed: ${reason}`)
    }
    peers = peers.filter(({ name }) => !INSTALLED.includes(name))
  }
}
buildServer()
const disk = await diskCosts(DISK_RHYTHMS)
console.log(describeDisk(disk))

const chosen: readonly Scenario[] = scenarios.filter(({ name }) => wanted.includes(name))
const filmFile = join(tmpdir(), `bench-sync-film-${process.pid}.bin`)
if (chosen.some(({ needs }) => needs === 'documents')) {
  console.log('Making the film …')
  writeFilm(filmFile, makeFilm(FILM))
}

/** Every round of one scenario with every server, one after the other, so that a busy minute of the machine hits all. */
async function measure(scenario: Scenario): Promise<Partial<Record<PeerName, Measures>>> {
  const taken: Partial<Record<PeerName, Measures[]>> = {}
  for (let round = 1; round <= rounds; round++) {
    for (const peer of peers) {
      if (scenario.needs === 'documents' && !peer.keepsDocuments) continue
      const folder = profileDir && join(resolve(profileDir), `${scenario.name}-${peer.name}-${round}`)
      if (folder) mkdirSync(folder, { recursive: true })
      const profiled = folder ? { profileDir: folder } : {}
      const result = await runOne({ scenario: scenario.name, peer: peer.name, quick, filmFile, ...profiled })
      if ('failed' in result) {
        missing.push(`${peer.title}, ${scenario.name}, round ${round}: ${result.failed.split('\n')[0]}`)
        console.error(`  ${peer.title}, round ${round}: ${result.failed}`)
        continue
      }
      ;(taken[peer.name] ??= []).push(result.measures)
      console.log(`  ${peer.title.padEnd(38)} ${describeMeasures(result.measures)}`)
      if (folder) showProfiles(folder)
    }
  }
  return Object.fromEntries(Object.entries(taken).map(([name, all]) => [name, medians(all)]))
}

function showProfiles(folder: string): void {
  for (const { name, profile } of profilesIn(folder)) {
    console.log(`    ${name}`)
    for (const { name, share } of hottest(profile, HOT_FUNCTIONS)) {
      console.log(`    ${(share * 100).toFixed(1).padStart(5)} %  ${name}`)
    }
  }
}

const results: Record<string, Partial<Record<PeerName, Measures>>> = {}
for (const scenario of chosen) {
  console.log(`\n${scenario.title}`)
  results[scenario.name] = await measure(scenario)
}
rmSync(filmFile, { force: true })

console.log(`\n${targetTable({ results, peers })}`)
if (missing.length > 0) console.error(`\nNot measured:\n${missing.join('\n')}`)
if (write) {
  const circumstances = { date: new Date().toISOString().slice(0, 10), machine: machine(), rounds, missing, disk }
  const report = writeReport({ results, scenarios: chosen, peers, circumstances })
  writeFileSync(PAGE, replaceReport(readFileSync(PAGE, 'utf8'), report))
  console.log(`\nWritten to ${PAGE}`)
}
