/**
 * `npm run bench:queue`: lets the schedule work through simulated nights and a real server through jobs that take no
 * time, and writes the tables to docs/performance.md. See `--help`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '#server/services/package-root.ts'
import { fairness, loads, lowerBound, makespan } from './figures.ts'
import { makeFleet } from './fleet.ts'
import { measureOverhead } from './measure-overhead.ts'
import { reportOf, replaceReport, type FleetFigures } from './report.ts'
import { fifoPolicy, ourPolicy, simulate } from './simulate.ts'

const HELP = `Measures how jobs are given out: 2,000 simulated jobs on 1, 4 and 20 simulated servers, against first in, first
out; then 10,000 jobs through a real server to ComfyUI servers that take no time. Writes docs/performance.md.

  npm run bench:queue                  the whole, some minutes
  npm run bench:queue -- --simulation  the simulation alone, some seconds; keeps nothing of the rest
  npm run bench:queue -- --quick       the simulation and 1,000 real jobs, written nowhere`

const JOBS = 2_000
const SEED = 1

const say = (words: string): void => void process.stdout.write(`${words}\n`)

const args = process.argv.slice(2)
if (args.includes('--help')) {
  process.stdout.write(`${HELP}\n`)
  process.exit(0)
}
const fleets = [1, 4, 20].map((servers) => figuresOf(servers))
const real = args.includes('--quick') ? 1_000 : 10_000
const overhead = args.includes('--simulation') ? null : await measureOverhead(real, say)
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${process.platform}`
const report = reportOf(fleets, overhead, { jobs: JOBS, machine })
process.stdout.write(`\n${report}\n`)
const page = join(packageRoot(), 'docs/performance.md')
if (!args.includes('--quick')) writeFileSync(page, replaceReport(readFileSync(page, 'utf8'), report))

function figuresOf(servers: number): FleetFigures {
  const fleet = makeFleet(servers, JOBS, SEED)
  const bound = lowerBound(fleet)
  const [ours, plain] = [simulate(fleet, ourPolicy()), simulate(fleet, fifoPolicy())]
  const { behindMs, laterMs, longestJobMs } = fairness(ours)
  return {
    servers,
    loads: loads(ours),
    plainLoads: loads(plain),
    makespan: makespan(ours) / bound,
    plainMakespan: makespan(plain) / bound,
    behind: behindMs / longestJobMs,
    later: laterMs / longestJobMs,
    idleMs: ours.longestIdleMs,
    decisionMs: ours.decisionMs,
  }
}
