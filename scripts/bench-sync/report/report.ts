import type { Peer } from '../peers/peer.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { DiskCost } from '../measure/disk.ts'
import { cellOf, describeDisk, headingOf, significant } from './format.ts'
import { judge, targets, type Results, type Target, type Verdict } from './targets.ts'

/** Where and how a run was made. */
export interface Circumstances {
  /** Day, as YYYY-MM-DD. */
  readonly date: string
  /** Processors, memory, system and Node. */
  readonly machine: string
  readonly rounds: number
  /** What could not be measured, and why; a line each. */
  readonly missing: readonly string[]
  /** What the disk takes to keep an edit, without any server. */
  readonly disk: readonly DiskCost[]
}

/** What was measured, and what is to be said of it. */
export interface Measured {
  readonly results: Results
  readonly scenarios: readonly Scenario[]
  readonly peers: readonly Peer[]
  readonly circumstances: Circumstances
}

const BEGIN = '<!-- bench:sync begins: written by `npm run bench:sync` -->'
const END = '<!-- bench:sync ends -->'

/** Puts the report between its marks on a page. Throws where the page has none. */
export function replaceReport(page: string, report: string): string {
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`The page lacks the marks ${BEGIN} and ${END}`)
  return `${page.slice(0, begin + BEGIN.length)}\n\n${report}\n\n${page.slice(end)}`
}

/** The report as Markdown: what was wanted and what came of it, then the measures behind it. */
export function writeReport(measured: Measured): string {
  const { date, machine, rounds, missing, disk } = measured.circumstances
  return [
    `Measured on ${date}: ${machine}; medians of ${rounds} interleaved ${rounds === 1 ? 'round' : 'rounds'}.`,
    ...(missing.length > 0 ? [`Not measured:\n\n${missing.map((line) => `- ${line}`).join('\n')}`] : []),
    describeDisk(disk),
    '### Targets',
    targetTable(measured),
    '### Measures',
    ...measured.scenarios.map((scenario) => `#### ${scenario.title}\n\n${scenarioTable(scenario, measured)}`),
  ].join('\n\n')
}

/** A line for each target: what was wanted, how it came out. */
export function targetTable({ results, peers }: Pick<Measured, 'results' | 'peers'>): string {
  const title = (verdict: Verdict): string =>
    peers.find(({ name }) => name === verdict.other?.peer)?.title ?? verdict.other?.peer ?? '–'
  const rows = judge(targets, results).map((verdict) => [
    verdict.target.about,
    title(verdict),
    wanted(verdict.target),
    outcome(verdict),
    verdict.met ? 'yes' : '**no**',
  ])
  return table(['what', 'compared with', 'wanted', 'measured', 'met'], rows)
}

function wanted({ more, bound, against }: Target): string {
  if (against.length === 0) return `≤ ${significant(bound)}`
  return more ? `≥ ${significant(bound)}×` : `≤ ${significant(bound)}×`
}

function outcome({ other, figure }: Verdict): string {
  return other ? `${significant(figure)}×` : significant(figure)
}

function scenarioTable({ name }: Scenario, { results, peers }: Measured): string {
  const measured = results[name] ?? {}
  const measures = [...new Set(Object.values(measured).flatMap((one) => Object.keys(one)))]
  const rows = peers.flatMap((peer) => {
    const values = measured[peer.name]
    return values ? [[peer.title, ...measures.map((measure) => cellOf(measure, values[measure] ?? Number.NaN))]] : []
  })
  return table(['', ...measures.map(headingOf)], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
