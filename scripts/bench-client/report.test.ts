import { expect, test } from 'vitest'
import { replaceReport, reportOf, TARGETS } from './report.ts'

const run = { size: { clips: 1_500, edits: 50_000, keys: 90, warmOpens: 5 }, rounds: 3, machine: 'a machine' }

test('a report says of each target whether it was met, missed or not measured', () => {
  const report = reportOf({ warmOpen: 900, keyP95: 50, toDisk: 120, editTask: 0 }, run)
  expect(report).toContain('1,500 clips, 50,000 edits')
  expect(report).toMatch(/browser running \| 1\.50 s \| 900 ms \| met/)
  expect(report).toMatch(/95th percentile \| 50 ms \| 50 ms \| not met/)
  expect(report).toMatch(/while the edits are made and written \| 100 ms \| under 50 ms \| met/)
  expect(report).toMatch(/browser just started \| 3\.00 s \| – \| not measured/)
  expect(report.match(/\| (met|not met|not measured) \|/g)).toHaveLength(TARGETS.length)
})

test('takes the place of the last one and leaves the page around it', () => {
  const page =
    'before\n<!-- bench:client begins: written by `npm run bench:client` -->\nold\n<!-- bench:client ends -->\nafter\n'
  expect(replaceReport(page, 'new')).toBe(
    'before\n<!-- bench:client begins: written by `npm run bench:client` -->\n\nnew\n\n<!-- bench:client ends -->\nafter\n',
  )
  expect(() => replaceReport('a page', 'new')).toThrow('lacks the marks')
})
