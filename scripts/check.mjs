/** `npm run check`: everything that can be said about the source without running it. Each step counts as one check. */
import { spawnSync } from 'node:child_process'
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
 * Runs the checks, all of them even when one fails.
 * @returns {{ passed: number, failed: number }}
 */
export function runChecks() {
  const failed = checks.filter(({ name, command }) => {
    console.log(`\n── ${name}`)
    const { status } = spawnSync(process.execPath, [...command], { cwd: root, stdio: 'inherit' })
    console.log(status === 0 ? `${name}: passed` : `${name}: FAILED`)
    return status !== 0
  })
  return { passed: checks.length - failed.length, failed: failed.length }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = runChecks()
  console.log(`\n${passed} checks passed, ${failed} failed`)
  process.exit(failed > 0 ? 1 : 0)
}
