/**
 * Checks what package-lock.json promises to other machines.
 *
 * Every native part that a package may need on another system has an entry: a lock written where a registry lacked some
 * of them installs there, and stops `npm ci` or leaves a hole elsewhere. And every package with an install script has been
 * judged in `allowScripts` of package.json, as `npm ci --strict-allow-scripts` asks too where npm knows that flag.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ version?: string, hasInstallScript?: boolean, optionalDependencies?: Record<string, string> }} LockEntry */

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))
/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'))

/** @type {Record<string, LockEntry>} */
const packages = readJson('package-lock.json').packages
/** @type {Record<string, boolean>} */
const judged = readJson('package.json').allowScripts ?? {}

/** @param {string} path where the package would be installed */
const nameOf = (path) => path.split('node_modules/').pop() ?? path

const present = new Set(Object.keys(packages).map(nameOf))
const missing = Object.entries(packages).flatMap(([path, { version, optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !present.has(name))
    .map((name) => `package-lock.json: ${path || 'the project'} ${version} needs ${name}, which has no entry`),
)
const unjudged = Object.entries(packages)
  .filter(([path, { hasInstallScript }]) => hasInstallScript && !(nameOf(path) in judged))
  .map(([path]) => `package.json: allowScripts does not say whether ${nameOf(path)} may run its install script`)

const wrong = [...missing, ...unjudged]
if (wrong.length > 0) console.error(wrong.join('\n'))
console.log(
  `lock: ${present.size} packages read, ${missing.length} native parts missing, ${unjudged.length} install scripts not judged`,
)
process.exit(wrong.length > 0 || present.size === 0 ? 1 : 0)
