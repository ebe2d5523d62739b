import type { Overhead } from './measure-overhead.ts'

/** What came of one simulated fleet. */
export interface FleetFigures {
  readonly servers: number
  readonly loads: number
  /** The same with first in, first out. */
  readonly plainLoads: number
  /** Times the lower bound. */
  readonly makespan: number
  readonly plainMakespan: number
  /** In lengths of the longest job. */
  readonly behind: number
  readonly later: number
  readonly idleMs: number
  readonly decisionMs: number
}

const MARKS = {
  begins: '<!-- bench:queue begins: written by `npm run bench:queue` -->',
  ends: '<!-- bench:queue ends -->',
}

/** The part of docs/performance.md that a run writes. */
export function reportOf(
  fleets: readonly FleetFigures[],
  overhead: Overhead | null,
  run: { readonly jobs: number; readonly machine: string },
): string {
  const rows = fleets.flatMap((fleet) => {
    const times = fleet.plainLoads / fleet.loads
    return [
      row(
        fleet,
        'Model loads, against first in, first out',
        'a third',
        `${fleet.loads} of ${fleet.plainLoads}`,
        times >= 3,
      ),
      row(fleet, 'Until all is done, times the lower bound', '1.15', fleet.makespan.toFixed(2), fleet.makespan <= 1.15),
      row(fleet, 'Server time behind the fair share, in longest jobs', '1', fleet.behind.toFixed(2), fleet.behind <= 1),
      row(
        fleet,
        'Idle between two jobs while work waits',
        '50 ms',
        `${Math.round(fleet.idleMs)} ms`,
        fleet.idleMs < 50,
      ),
    ]
  })
  const plain = fleets.map(({ servers, plainMakespan }) => `${plainMakespan.toFixed(2)} on ${servers}`)
  const later = fleets.map(({ servers, later: most }) => `${most.toFixed(1)} on ${servers}`)
  const decision = fleets.map(({ servers, decisionMs }) => `${decisionMs.toFixed(2)} ms for ${servers}`)
  return [
    `${run.jobs.toLocaleString('en')} jobs, on ${run.machine}.`,
    '',
    '| Servers | | at most | measured | |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `First in, first out takes ${plain.join(', ')} times the lower bound. Later than by its share, at the pace of that share, ` +
      `a project was by at most ${later.join(', ')} longest jobs. One decision takes ${decision.join(', ')}.`,
    '',
    ...(overhead ? overheadLines(overhead) : ['Jobs through a real server were left out of this run.']),
  ].join('\n')
}

function row({ servers }: FleetFigures, about: string, atMost: string, measured: string, met: boolean): string {
  return `| ${servers} | ${about} | ${atMost} | ${measured} | ${met ? 'met' : 'not met'} |`
}

function overheadLines({ jobs, perSecond, cpuMs, earlyMiB, lateMiB }: Overhead): string[] {
  const grown = lateMiB / earlyMiB - 1
  return [
    `${jobs.toLocaleString('en')} jobs through one process, to ComfyUI servers that take no time:`,
    '',
    '| | wanted | measured | |',
    '| --- | --- | --- | --- |',
    `| Jobs a second | at least 100 | ${perSecond.toFixed(0)} | ${perSecond >= 100 ? 'met' : 'not met'} |`,
    `| Memory (RSS) at the end, against a quarter of the way | at most 1.2 times | ${earlyMiB.toFixed(0)} MiB, then ${lateMiB.toFixed(0)} MiB | ${grown <= 0.2 ? 'met' : 'not met'} |`,
    '',
    `Of each job's time the processor worked ${cpuMs.toFixed(1)} ms.`,
  ]
}

/** The page with this report in the place of the last one. Throws where the page lacks the marks. */
export function replaceReport(page: string, report: string): string {
  const [from, to] = [page.indexOf(MARKS.begins), page.indexOf(MARKS.ends)]
  if (from < 0 || to < from) throw new Error('The page lacks the marks between which the report stands')
  return `${page.slice(0, from + MARKS.begins.length)}\n\n${report}\n\n${page.slice(to)}`
}
