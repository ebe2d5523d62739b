/**
 * `npm test`: the checks, the unit and browser tests, the build, and the journeys through the built product.
 *
 * Everything runs even when something before it failed. The last line is the sum over all of it, `N passed, N failed`
 * with `, N skipped` when any were; the sums come from the reports that the runners write, not from their exit status alone.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildWhatIsStale } from './build.mjs'
import { runChecks } from './check.mjs'
import { ensureChromium, howToGetChromium } from './find-chromium.mjs'
import { addUp, countPlaywright, countVitest, NOTHING } from './test-totals.mjs'

/** @typedef {import('./test-totals.mjs').Totals} Totals */

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = join(root, 'node_modules/.cache/test-reports')

/** @param {string} title */
const heading = (title) => console.log(`\n━━ ${title}`)

/**
 * Runs one test runner and reads its report.
 * @param {string} name
 * @param {readonly string[]} command a Node script and its arguments
 * @param {Record<string, string>} environment
 * @param {string} report the JSON file that the runner leaves
 * @param {(report: string | null, exitStatus: number | null) => Totals} count
 */
function runSuite(name, command, environment, report, count) {
  heading(name)
  rmSync(report, { force: true })
  const { status } = spawnSync(process.execPath, [...command], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  return count(existsSync(report) ? readFileSync(report, 'utf8') : null, status)
}

/** @returns {Totals} */
function build() {
  heading('build')
  try {
    buildWhatIsStale()
    return { ...NOTHING, passed: 1 }
  } catch (error) {
    console.error(error)
    return { ...NOTHING, failed: 1, failures: ['the build'] }
  }
}

/** @returns {string | null} */
function chromium() {
  try {
    return ensureChromium()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return null
  }
}

mkdirSync(reports, { recursive: true })
const browser = chromium()
const vitestReport = join(reports, 'vitest.json')
const playwrightReport = join(reports, 'playwright.json')

/** @type {Record<string, Totals>} */
const totals = {}
heading('checks')
totals.checks = { ...NOTHING, ...(await runChecks()) }
totals.vitest = runSuite(
  'unit, client and browser tests',
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...(browser ? [] : ['--project', 'unit', '--project', 'services', '--project', 'alone', '--project', 'client']),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${vitestReport}`,
  ],
  {},
  vitestReport,
  countVitest,
)
totals.build = build()
if (browser && totals.build.failed === 0) {
  totals.journeys = runSuite(
    'journeys',
    [join(root, 'node_modules/playwright/cli.js'), 'test', '--reporter=list,json'],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport },
    playwrightReport,
    countPlaywright,
  )
} else {
  totals.journeys = { ...NOTHING, failed: 1, failures: ['the journeys did not run'] }
  console.error(`\nNOT RUN: ${browser ? 'journeys (the build failed)' : 'browser tests, journeys (no Chromium)'}`)
  if (!browser) console.error(howToGetChromium)
}

heading('totals')
for (const [name, { passed, failed, skipped }] of Object.entries(totals)) {
  console.log(`${name.padEnd(10)} ${passed} passed, ${failed} failed, ${skipped.length} skipped`)
}
const sum = addUp(Object.values(totals))
if (sum.failures.length > 0) console.log(`\nFAILED:\n${sum.failures.map((line) => `- ${line}`).join('\n')}`)
if (sum.skipped.length > 0) {
  console.log(`\nSKIPPED, and so not proved: ${[...new Set(sum.skipped)].join(', ')}`)
}
const skipped = sum.skipped.length > 0 ? `, ${sum.skipped.length} skipped` : ''
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`)
process.exitCode = sum.failed > 0 ? 1 : 0
