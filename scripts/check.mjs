/** `npm run check`: everything that can be said about the source without running it. Each step counts as one check. */
import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')

/**
 * One check: its name and the Node script with arguments that performs it.
 * @type {readonly { name: string, command: readonly string[] }[]}
 */
const checks = [
  { name: 'format', command: [join(modules, 'prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: [join(modules, 'oxlint/bin/oxlint')] },
  { name: 'types', command: [join(modules, 'typescript/bin/tsc'), '-b'] },
  { name: 'imports', command: [join(root, 'scripts/check-imports.mjs')] },
  { name: 'unused', command: [join(modules, 'knip/bin/knip.js'), '--no-progress'] },
  { name: 'lock', command: [join(root, 'scripts/check-lock.mjs')] },
]

/**
 * Runs one check to its end; what it says is kept until then, so that the words of several do not mix.
 * @param {readonly string[]} command
 * @param {number} niceness
 * @returns {Promise<{ passed: boolean, output: string }>}
 */
function runCheck(command, niceness) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    if (child.pid !== undefined && niceness > 0) setPriority(child.pid, niceness)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (output += chunk))
    }
    child.once('close', (status) => resolve({ passed: status === 0, output }))
  })
}

/**
 * Runs the checks side by side, all of them even when one fails: half of them use one core alone.
 * @param {number} [niceness] above 0 they take what processor time nobody else wants
 * @returns {Promise<{ passed: number, failed: number, failures: string[] }>}
 */
export async function runChecks(niceness = 0) {
  const running = checks.map(({ name, command }) => ({ name, result: runCheck(command, niceness) }))
  const failures = []
  for (const { name, result } of running) {
    const { passed, output } = await result
    console.log(`\n── ${name}\n${output.trimEnd()}`)
    console.log(passed ? `${name}: passed` : `${name}: FAILED`)
    if (!passed) failures.push(`check: ${name}`)
  }
  return { passed: checks.length - failures.length, failed: failures.length, failures }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = await runChecks()
  console.log(`\n${passed} checks passed, ${failed} failed`)
  process.exit(failed > 0 ? 1 : 0)
}
