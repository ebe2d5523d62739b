/** Reads the reports of Vitest and Playwright into one kind of sum. A runner that failed in any way counts at least once. */

/**
 * How many tests passed and failed, and for each skipped one the file that it stands in.
 * @typedef {{ passed: number, failed: number, skipped: string[] }} Totals
 */

/** @typedef {{ status: string }} VitestTest */
/** @typedef {{ name: string, status: string, assertionResults: VitestTest[] }} VitestFile */
/** @typedef {{ file: string, specs?: { tests: { status: string }[] }[], suites?: PlaywrightSuite[] }} PlaywrightSuite */

/**
 * @param {readonly Totals[]} all
 * @returns {Totals}
 */
export function addUp(all) {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
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
  return totals.failed === 0 && (exitStatus !== 0 || blank) ? { ...totals, failed: 1 } : totals
}

/**
 * @param {string | null} report Vitest's JSON report, null when it left none
 * @param {number | null} exitStatus
 * @returns {Totals}
 */
export function countVitest(report, exitStatus) {
  /** @type {{ testResults: VitestFile[] }} */
  const { testResults } = report ? JSON.parse(report) : { testResults: [] }
  const perFile = testResults.map(({ name, status, assertionResults }) => {
    const passed = assertionResults.filter((test) => test.status === 'passed').length
    const failed = assertionResults.filter((test) => test.status === 'failed').length
    // A file that broke before or after its tests has failed although none of them did.
    const broken = status === 'failed' && failed === 0 ? 1 : 0
    const skipped = Array.from({ length: assertionResults.length - passed - failed }, () => name)
    return { passed, failed: failed + broken, skipped }
  })
  return orFailed(addUp(perFile), exitStatus)
}

/**
 * @param {string | null} report Playwright's JSON report, null when it left none
 * @param {number | null} exitStatus
 * @returns {Totals}
 */
export function countPlaywright(report, exitStatus) {
  /** @type {{ suites: PlaywrightSuite[], errors: unknown[] }} */
  const { suites, errors } = report ? JSON.parse(report) : { suites: [], errors: [] }
  return orFailed(addUp([...suites.map(countSuite), { passed: 0, failed: errors.length, skipped: [] }]), exitStatus)
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {Totals}
 */
function countSuite({ file, specs = [], suites = [] }) {
  const statuses = specs.flatMap(({ tests }) => tests.map(({ status }) => status))
  const own = {
    passed: statuses.filter((status) => status === 'expected').length,
    failed: statuses.filter((status) => status === 'unexpected' || status === 'flaky').length,
    skipped: statuses.filter((status) => status === 'skipped').map(() => file),
  }
  return addUp([own, ...suites.map(countSuite)])
}
