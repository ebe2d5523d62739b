/**
 * `npm run bench:client`: measures the built client in a real Chromium on a film of 1,500 clips and writes the table to
 * docs/performance.md. See `--help`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { medians } from '../bench-sync/measure/statistics.ts'
import { startHost } from './host.ts'
import { measureOnce, type BenchSize, type Figures } from './measure.ts'
import { describe, replaceReport, reportOf } from './report.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUILDS = join(ROOT, 'node_modules/.cache/bench-client')
const PAGE = join(ROOT, 'docs/performance.md')
const WHOLE: BenchSize = { clips: 1_500, edits: 50_000, keys: 90, warmOpens: 5 }
const QUICK: BenchSize = { clips: 1_500, edits: 10_000, keys: 20, warmOpens: 2 }

const HELP = `Measures the built client in a real Chromium: opening a film of 1,500 clips offline, typing in it, tabs beside one
another, and storage by itself. Three rounds, each in a fresh browser profile; the medians go to docs/performance.md.

  npm run bench:client                 the whole, some five minutes
  npm run bench:client -- --quick      one short round, written nowhere
  npm run bench:client -- --rounds 5   so many rounds`

function build(args: readonly string[]): void {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error', '--emptyOutDir', ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The client could not be built; the reason is above')
}

const args = process.argv.slice(2)
if (args.includes('--help')) {
  console.log(HELP)
  process.exit(0)
}
const quick = args.includes('--quick')
const rounds = args.includes('--rounds') ? Number(args[args.indexOf('--rounds') + 1]) : quick ? 1 : 3
const size = quick ? QUICK : WHOLE

mkdirSync(BUILDS, { recursive: true })
const [app, page] = [join(BUILDS, 'app'), join(BUILDS, 'page')]
build(['--outDir', app])
build(['-c', 'scripts/bench-client/bench-page.vite.config.ts', '--outDir', page])

const host = await startHost(app, page)
const measured: Figures[] = []
try {
  for (let round = 1; round <= rounds; round += 1) {
    const figures = await measureOnce(host, size, (what) => console.log(`round ${round} of ${rounds}: ${what}`))
    measured.push(figures)
    console.log(describe(figures))
  }
} finally {
  await host.stop()
}
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${process.platform}`
const report = reportOf(medians(measured), { size, rounds, machine })
console.log(`\n${report}`)
if (!quick) writeFileSync(PAGE, replaceReport(readFileSync(PAGE, 'utf8'), report))
