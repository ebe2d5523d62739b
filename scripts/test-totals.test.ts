import { describe, expect, test } from 'vitest'
import { addUp, countPlaywright, countVitest } from './test-totals.mjs'

const vitestFile = (name: string, status: string, ...tests: string[]) => ({
  name,
  status,
  assertionResults: tests.map((each, at) => ({
    status: each,
    fullName: `test ${at + 1}`,
    failureMessages: each === 'failed' ? ['\u001B[31mError: no\u001B[39m\n    at x'] : [],
  })),
})
const vitest = (...testResults: unknown[]) => JSON.stringify({ testResults })

describe('the sum of a Vitest run', () => {
  test('counts every test, and names the file of a skipped one', () => {
    const report = vitest(vitestFile('a', 'passed', 'passed', 'skipped'), vitestFile('b', 'failed', 'passed', 'failed'))
    expect(countVitest(report, 1)).toEqual({
      passed: 2,
      failed: 1,
      failures: ['b: test 2: Error: no'],
      skipped: ['a'],
    })
  })
  test('counts a file that broke before its tests', () => {
    expect(countVitest(vitest(vitestFile('a', 'failed'), vitestFile('b', 'passed', 'passed')), 1).failed).toBe(1)
  })
  test('fails when the runner failed without a failed test, ran nothing, or left no report', () => {
    expect(countVitest(vitest(vitestFile('a', 'passed', 'passed')), 1).failed).toBe(1)
    expect(countVitest(vitest(), 0).failed).toBe(1)
    expect(countVitest(null, null).failed).toBe(1)
  })
})

describe('the sum of a Playwright run', () => {
  const spec = (...statuses: string[]) => ({
    title: statuses.join(),
    tests: statuses.map((status) => ({ status })),
  })

  test('counts nested suites; a flaky test has failed', () => {
    const inner = { file: 'a.spec.ts', specs: [spec('expected'), spec('flaky')] }
    const report = { suites: [{ file: 'a.spec.ts', specs: [spec('skipped')], suites: [inner] }], errors: [] }
    expect(countPlaywright(JSON.stringify(report), 0)).toEqual({
      passed: 1,
      failed: 1,
      failures: ['a.spec.ts: flaky'],
      skipped: ['a.spec.ts'],
    })
  })
  test('counts an error outside of the tests', () => {
    expect(countPlaywright(JSON.stringify({ suites: [], errors: [{}, {}] }), 1).failed).toBe(2)
  })
})

test('sums of suites are added', () => {
  const one = { passed: 1, failed: 2, failures: ['y'], skipped: ['x'] }
  expect(addUp([one, one])).toEqual({ passed: 2, failed: 4, failures: ['y', 'y'], skipped: ['x', 'x'] })
})
