/**
 * Checks that package-lock.json names every native part that a package may need on another system.
 *
 * A lock written where a registry lacked some of them installs there and stops `npm ci` (or leaves a hole) elsewhere.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))
/** @type {Record<string, { version?: string, optionalDependencies?: Record<string, string> }>} */
const packages = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages

const present = new Set(Object.keys(packages).map((path) => path.split('node_modules/').pop()))
const missing = Object.entries(packages).flatMap(([path, { version, optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !present.has(name))
    .map((name) => `package-lock.json: ${path || 'the project'} ${version} needs ${name}, which has no entry`),
)

if (missing.length > 0) console.error(missing.join('\n'))
console.log(`lock: ${present.size} packages read, ${missing.length} native parts missing`)
process.exit(missing.length > 0 || present.size === 0 ? 1 : 0)
