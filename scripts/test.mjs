/**
 * `npm test`: the unit and browser tests, the build, the journeys through the built product, and the checks.
 *
 * Journeys wait a good part of their time: what has nothing to wait for (the checks, the journeys that look at
 * accessibility) runs beside them, with the processor time that they leave.
 *
 * Everything runs even when something before it failed. The last line is the sum over all of it, `N passed, N failed`
 * with `, N skipped` when any were; the sums come from the reports that the runners write, not from their exit status alone.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { setPriority } from 'node:os'
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

/** Lowest priority: what has it runs when nothing else wants to. */
const BESIDE = 19

/**
 * Runs one test runner and reads its report.
 * @param {object} suite
 * @param {string} suite.name
 * @param {readonly string[]} suite.command a Node script and its arguments
 * @param {Record<string, string>} [suite.environment]
 * @param {string} suite.report the JSON file that the runner leaves
 * @param {(report: string | null, exitStatus: number | null) => Totals} suite.count
 * @param {boolean} [suite.beside] runs with what processor time others leave; what it says comes at its end
 * @returns {Promise<Totals>}
 */
function runSuite({ name, command, environment = {}, report, count, beside = false }) {
  if (!beside) heading(name)
  rmSync(report, { force: true })
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...command], {
      cwd: root,
      stdio: beside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...environment },
    })
    if (beside && child.pid !== undefined) setPriority(child.pid, BESIDE)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (output += chunk))
    }
    child.once('close', (status) => {
      if (beside) {
        heading(name)
        console.log(output)
      }
      resolve(count(existsSync(report) ? readFileSync(report, 'utf8') : null, status))
    })
  })
}

/**
 * Runs the journeys of a Playwright project.
 * @param {string} project
 * @param {string[]} [options]
 * @param {boolean} [beside]
 */
function runJourneys(project, options = [], beside = false) {
  const report = join(reports, `${project}.json`)
  return runSuite({
    name: project,
    command: [
      join(root, 'node_modules/playwright/cli.js'),
      'test',
      '--project',
      project,
      '--reporter=list,json',
      ...options,
    ],
    environment: { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    report,
    count: countPlaywright,
    beside,
  })
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

/** @param {number} [niceness] */
const checked = async (niceness) => ({ ...NOTHING, ...(await runChecks(niceness)) })

/** @type {Record<string, Totals>} */
const totals = {}
totals.vitest = await runSuite({
  name: 'unit, client and browser tests',
  command: [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...(browser ? [] : ['--project', 'unit', '--project', 'services', '--project', 'alone', '--project', 'client']),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${vitestReport}`,
  ],
  report: vitestReport,
  count: countVitest,
})
totals.build = build()
if (browser && totals.build.failed === 0) {
  const beside = runJourneys('accessibility', ['--workers=1'], true).then(async (accessibility) => ({
    accessibility,
    checks: await checked(BESIDE),
  }))
  totals.journeys = await runJourneys('journeys')
  Object.assign(totals, await beside)
} else {
  totals.checks = await checked()
  totals.journeys = { ...NOTHING, failed: 1, failures: ['the journeys did not run'] }
  console.error(`\nNOT RUN: ${browser ? 'journeys (the build failed)' : 'browser tests, journeys (no Chromium)'}`)
  if (!browser) console.error(howToGetChromium)
}

heading('totals')
for (const [name, { passed, failed, skipped }] of Object.entries(totals)) {
  console.log(`${name.padEnd(14)} ${passed} passed, ${failed} failed, ${skipped.length} skipped`)
}
const sum = addUp(Object.values(totals))
if (sum.failures.length > 0) console.log(`\nFAILED:\n${sum.failures.map((line) => `- ${line}`).join('\n')}`)
if (sum.skipped.length > 0) {
  console.log(`\nSKIPPED, and so not proved: ${[...new Set(sum.skipped)].join(', ')}`)
}
const skipped = sum.skipped.length > 0 ? `, ${sum.skipped.length} skipped` : ''
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`)
process.exitCode = sum.failed > 0 ? 1 : 0
