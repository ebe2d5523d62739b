import type { BenchSize, Figures } from './measure.ts'

/** What is to be reached, and by which figure. */
interface Target {
  readonly about: string
  readonly figure: string
  /** Milliseconds that the figure has to stay below. */
  readonly below: number
}

/** The targets of the client. */
export const TARGETS: readonly Target[] = [
  { about: 'Open the film offline to a painted storyboard, the browser running', figure: 'warmOpen', below: 1_500 },
  { about: 'The same, the browser just started', figure: 'coldOpen', below: 3_000 },
  { about: 'Key to paint in a prompt, 95th percentile', figure: 'keyP95', below: 50 },
  { about: 'All edits on the disk, after the last of them', figure: 'toDisk', below: 2_000 },
  { about: 'From a key in one tab to the text in another, no server, 95th percentile', figure: 'tabP95', below: 50 },
  { about: 'Longest main-thread task while storage opens the film', figure: 'sessionTask', below: 100 },
  { about: 'Longest main-thread task while the edits are made and written', figure: 'editTask', below: 100 },
  {
    about: 'Longest main-thread task while the film is folded and somebody types',
    figure: 'compactionTask',
    below: 100,
  },
]

const OTHERS: Readonly<Record<string, string>> = {
  openTask: 'longest task until the storyboard is painted',
  keyP50: 'key to paint, median',
  tabP50: 'tab to tab, median',
  sessionOpen: 'opening the session without views',
  editing: 'making the edits',
  compaction: 'folding',
}

const MARKS = {
  begins: '<!-- bench:client begins: written by `npm run bench:client` -->',
  ends: '<!-- bench:client ends -->',
}

function ms(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–'
  if (value === 0) return 'under 50 ms'
  return value >= 1_000 ? `${(value / 1_000).toFixed(2)} s` : `${Math.round(value)} ms`
}

/** All figures in one line. */
export function describe(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${name === 'rows' ? value : ms(value)}`)
    .join(' · ')
}

/** The part of docs/performance.md that a run writes. */
export function reportOf(
  figures: Figures,
  run: { readonly size: BenchSize; readonly rounds: number; readonly machine: string },
): string {
  const rows = TARGETS.map(({ about, figure, below }) => {
    const value = figures[figure]
    const verdict = value === undefined || !Number.isFinite(value) ? 'not measured' : value < below ? 'met' : 'not met'
    return `| ${about} | ${ms(below)} | ${ms(value)} | ${verdict} |`
  })
  const others = Object.entries(OTHERS).map(([figure, words]) => `${words} ${ms(figures[figure])}`)
  const { size, rounds, machine } = run
  return [
    `${rounds} rounds on ${machine}; ${size.clips.toLocaleString('en')} clips, ${size.edits.toLocaleString('en')} edits. Medians of the rounds.`,
    '',
    '| | to stay below | measured | |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    `Beside these: ${others.join(', ')}.`,
  ].join('\n')
}

/** The page with this report in the place of the last one. Throws where the page lacks the marks. */
export function replaceReport(page: string, report: string): string {
  const [from, to] = [page.indexOf(MARKS.begins), page.indexOf(MARKS.ends)]
  if (from < 0 || to < from) throw new Error('The page lacks the marks between which the report stands')
  return `${page.slice(0, from + MARKS.begins.length)}\n\n${report}\n\n${page.slice(to)}`
}
