import { describe, expect, test } from 'vitest'
import { hottest } from '../measure/profile.ts'
import { median, medians, percentile } from '../measure/statistics.ts'
import { readOptions, UsageError } from '../options.ts'
import { significant } from './format.ts'
import { peerNamed } from '../peers/peers.ts'
import { scenarios } from '../scenarios/scenarios.ts'
import { replaceReport, writeReport } from './report.ts'
import { judge, type Target } from './targets.ts'

describe('figures', () => {
  test('percentiles take the nearest rank, medians the middle', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99)]).toEqual([50, 99, 7])
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5])
    expect(percentile([], 0.5)).toBeNaN()
  })

  test('rounds give a median of each measure, also where one of them lacks it', () => {
    expect(medians([{ p50: 1, cpu: 10 }, { p50: 5 }, { p50: 3, cpu: 20 }])).toEqual({ p50: 3, cpu: 15 })
  })

  test('are written with the digits that count', () => {
    expect([0.456, 4.567, 45.67, 4567.8, Number.NaN].map(significant)).toEqual(['0.46', '4.57', '45.7', '4,568', '–'])
  })
})

describe('targets', () => {
  const results = {
    one: {
      storycanvas: { rate: 300, late: 2 },
      hocuspocus: { rate: 50, late: 4 },
      'y-websocket': { rate: 100, late: 1 },
    },
  }
  const target = (given: Partial<Target>): Target => ({
    about: '',
    scenario: 'one',
    measure: 'rate',
    against: ['hocuspocus', 'y-websocket'],
    more: true,
    bound: 2,
    ...given,
  })

  test('are judged against the better of the others', () => {
    const [rate, late] = judge([target({}), target({ measure: 'late', more: false, bound: 1 })], results)
    expect(rate).toMatchObject({ other: { peer: 'y-websocket', value: 100 }, figure: 3, met: true })
    expect(late).toMatchObject({ other: { peer: 'y-websocket', value: 1 }, figure: 2, met: false })
  })

  test('can be bounds of their own', () => {
    const [late] = judge([target({ measure: 'late', against: [], more: false, bound: 2 })], results)
    expect(late).toMatchObject({ other: null, figure: 2, met: true })
  })

  test('say nothing of what was not measured', () => {
    expect(
      judge([target({ scenario: 'two' }), target({ measure: 'none' }), target({ against: ['raw'] })], results),
    ).toEqual([])
  })
})

test('a report says what was wanted, what came of it, and what is missing', () => {
  const [steady] = scenarios
  const peers = [peerNamed('storycanvas'), peerNamed('hocuspocus')]
  const report = writeReport({
    results: { 'steady-10': { storycanvas: { p50: 1.5 }, hocuspocus: { p50: 3 } } },
    scenarios: steady ? [steady] : [],
    peers,
    circumstances: {
      date: '2026-11-24',
      machine: '2 cores',
      rounds: 3,
      missing: ['raw: it broke'],
      disk: [
        { perSecond: 50, p50: 0.5, p99: 1 },
        { perSecond: null, p50: 0.12, p99: 0.2 },
      ],
    },
  })
  expect(report).toContain('Measured on 2026-11-24: 2 cores; medians of 3 interleaved rounds.')
  expect(report).toContain('- raw: it broke')
  expect(report).toContain('takes 0.50 ms (p99 1.00) 50 times a second, 0.12 ms (p99 0.20) one after the other.')
  expect(report).toContain(`| steady, 10 readers: p50 | ${peers[1]?.title} | ≤ 1.05× | 0.50× | yes |`)
  expect(report).toContain('|  | p50, ms |\n| --- | --- |\n| StoryCanvas | 1.50 |')
})

test('a report takes the place of the last one and leaves the page around it', () => {
  const page =
    'before\n<!-- bench:sync begins: written by `npm run bench:sync` -->\nold\n<!-- bench:sync ends -->\nafter\n'
  expect(replaceReport(page, 'new')).toBe(
    'before\n<!-- bench:sync begins: written by `npm run bench:sync` -->\n\nnew\n\n<!-- bench:sync ends -->\nafter\n',
  )
  expect(() => replaceReport('a page', 'new')).toThrow('lacks the marks')
})

test('only a whole run is written down', () => {
  const known = ['steady-10', 'steady-100', 'film']
  expect(readOptions([], known)).toMatchObject({ rounds: 3, write: true, scenarios: known })
  expect(readOptions(['--quick'], known)).toMatchObject({ rounds: 1, write: false })
  expect(readOptions(['--only', 'steady', '--peers', 'raw'], known)).toMatchObject({
    scenarios: ['steady-10', 'steady-100'],
    peers: ['raw'],
    write: false,
  })
  for (const wrong of [['--only', 'film,none'], ['--rounds', 'many'], ['--rest'], ['--help']]) {
    expect(() => readOptions(wrong, known)).toThrow(UsageError)
  }
})

test('a profile names what took longest, without the time in which nothing was done', () => {
  const node = (id: number, functionName: string, url = ''): Parameters<typeof hottest>[0]['nodes'][number] => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
  })
  const nodes = [
    node(1, '(idle)'),
    node(2, 'commit', 'file:///app/log.js'),
    node(3, 'send', 'file:///app/ws.js'),
    node(4, 'send', 'file:///app/ws.js'),
  ]
  const profile = { nodes, samples: [1, 2, 3, 4], timeDeltas: [500, 25, 50, 25] }
  expect(hottest(profile, 1)).toEqual([{ name: 'send app/ws.js:10', share: 0.75 }])
})
