import { expect, test } from 'vitest'
import { fairness, loads, lowerBound, makespan } from './figures.ts'
import { makeFleet } from './fleet.ts'
import { replaceReport } from './report.ts'
import { fifoPolicy, ourPolicy, simulate } from './simulate.ts'

test('[S7] [S2] [S9] a small night: every job once, few loads, no project behind, near the bound', () => {
  const fleet = makeFleet(4, 400, 3)
  const [ours, plain] = [simulate(fleet, ourPolicy()), simulate(fleet, fifoPolicy())]
  expect(new Set(ours.ran.map(({ job }) => job.id)).size).toBe(400)
  expect(ours.ran).toHaveLength(400)
  expect(loads(ours) * 3).toBeLessThanOrEqual(loads(plain))
  expect(makespan(ours)).toBeGreaterThanOrEqual(lowerBound(fleet))
  expect(makespan(ours) / lowerBound(fleet)).toBeLessThan(1.3)
  const { behindMs, longestJobMs } = fairness(ours)
  expect(behindMs).toBeLessThan(longestJobMs)
  expect(ours.longestIdleMs).toBeLessThan(50)
})

test('the lower bound counts every model that few servers have', () => {
  const { jobs, servers } = makeFleet(1, 50, 1)
  const whole = lowerBound({ jobs, servers })
  const twins = [0, 1].map((at) => ({ ...servers[0]!, id: `twin-${at}` }))
  expect(lowerBound({ jobs, servers: twins })).toBeLessThan(whole)
  const poor = { ...servers[0]!, id: 'poor', models: new Set<string>() }
  expect(lowerBound({ jobs, servers: [...servers, poor] })).toBe(whole)
})

test('a report takes the place of the last one', () => {
  const begins = '<!-- bench:queue begins: written by `npm run bench:queue` -->'
  const page = `a\n${begins}\nold\n<!-- bench:queue ends -->\nb\n`
  expect(replaceReport(page, 'new')).toBe(`a\n${begins}\n\nnew\n\n<!-- bench:queue ends -->\nb\n`)
  expect(() => replaceReport('a', 'new')).toThrow('lacks the marks')
})
