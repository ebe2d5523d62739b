/** Reads the reports of Vitest and Playwright into one kind of sum. A runner that failed in any way counts at least once. */
import { stripVTControlCharacters } from 'node:util'

/**
 * How many tests passed and failed, what failed in a line each, and for each skipped one the file that it stands in.
 * @typedef {{ passed: number, failed: number, failures: string[], skipped: string[] }} Totals
 */

/** @typedef {{ status: string, fullName: string, failureMessages?: string[] }} VitestTest */
/** @typedef {{ name: string, status: string, message?: string, assertionResults: VitestTest[] }} VitestFile */
/** @typedef {{ title: string, tests: { status: string }[] }} PlaywrightSpec */
/** @typedef {{ file: string, specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite */

/** What a suite without a test comes to. */
export const NOTHING = { passed: 0, failed: 0, failures: [], skipped: [] }

/**
 * @param {readonly Totals[]} all
 * @returns {Totals}
 */
export function addUp(all) {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    failures: all.flatMap(({ failures }) => failures),
    skipped: all.flatMap(({ skipped }) => skipped),
  }
}

/**
 * A runner that says it failed, or ran nothing, though no test did: an error outside of the tests.
 * @param {Totals} totals
 * @param {number | null} exitStatus
 * @returns {Totals}
 */
function orFailed(totals, exitStatus) {
  const blank = totals.passed + totals.failed === 0
  if (totals.failed > 0 || (exitStatus === 0 && !blank)) return totals
  return { ...totals, failed: 1, failures: [blank ? 'no test ran' : 'an error outside of the tests'] }
}

/**
 * The first line of what a runner says of a failure, without colours.
 * @param {string | undefined} message
 */
function firstLine(message) {
  return (
    stripVTControlCharacters(message ?? '')
      .split('\n')[0]
      ?.trim() ?? ''
  )
}

/**
 * @param {string | null} report Vitest's JSON report, null when it left none
 * @param {number | null} exitStatus
 * @returns {Totals}
 */
export function countVitest(report, exitStatus) {
  /** @type {{ testResults: VitestFile[] }} */
  const { testResults } = report ? JSON.parse(report) : { testResults: [] }
  const perFile = testResults.map(({ name, status, message, assertionResults }) => {
    const passed = assertionResults.filter((test) => test.status === 'passed').length
    const failed = assertionResults.filter((test) => test.status === 'failed')
    const failures = failed.map((test) => `${name}: ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`)
    // A file that broke before or after its tests has failed although none of them did.
    if (status === 'failed' && failed.length === 0) failures.push(`${name}: ${firstLine(message)}`)
    const skipped = Array.from({ length: assertionResults.length - passed - failed.length }, () => name)
    return { passed, failed: failures.length, failures, skipped }
  })
  return orFailed(addUp(perFile), exitStatus)
}

/**
 * @param {string | null} report Playwright's JSON report, null when it left none
 * @param {number | null} exitStatus
 * @returns {Totals}
 */
export function countPlaywright(report, exitStatus) {
  /** @type {{ suites: PlaywrightSuite[], errors: { message?: string }[] }} */
  const { suites, errors } = report ? JSON.parse(report) : { suites: [], errors: [] }
  const outside = { ...NOTHING, failed: errors.length, failures: errors.map(({ message }) => firstLine(message)) }
  return orFailed(addUp([...suites.map(countSuite), outside]), exitStatus)
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {Totals}
 */
function countSuite({ file, specs = [], suites = [] }) {
  const tests = specs.flatMap(({ title, tests: runs }) => runs.map(({ status }) => ({ title, status })))
  const failed = tests.filter(({ status }) => status === 'unexpected' || status === 'flaky')
  const own = {
    passed: tests.filter(({ status }) => status === 'expected').length,
    failed: failed.length,
    failures: failed.map(({ title }) => `${file}: ${title}`),
    skipped: tests.filter(({ status }) => status === 'skipped').map(() => file),
  }
  return addUp([own, ...suites.map(countSuite)])
}
