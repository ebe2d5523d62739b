/**
 * Checks every import against `import-rules.mjs`: layers, islands, homes of libraries, drivers, barrels and tests.
 *
 * Prints one line for each break, `file:line: reason`, and last the number of files and imports read, so that a run that
 * read nothing is seen (and fails). Takes the folder to check as its argument; the project by default.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'vite'
import * as rules from './import-rules.mjs'

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)))
/** @type {Record<string, string>} */
const aliases = { '#shared/': 'shared/', '#client/': 'client/', '#server/': 'sync-server/' }

/**
 * One import as the source writes it.
 * @typedef {{ specifier: string, line: number }} Import
 */

/** @param {string} path a file or a place, without or with extension */
const bare = (path) => path.replace(/\.(tsx?|mjs)$/, '')

/** @param {string} path @param {string} place a folder, or a file without its extension */
const covers = (path, place) => bare(path) === place || path.startsWith(`${place}/`)

/** @param {string} path @param {readonly string[]} places */
const inAny = (path, places) => places.some((place) => covers(path, place))

/** @param {string} path */
const isTest = (path) => rules.tests.some((pattern) => pattern.test(path))

/** @param {string} path */
const treeOf = (path) => path.slice(0, path.indexOf('/'))

/**
 * Source files of a tree, as paths from the root.
 * @param {string} tree
 * @returns {string[]}
 */
function sourceFiles(tree) {
  if (!existsSync(join(root, tree))) return []
  return readdirSync(join(root, tree), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(tree, name.replaceAll('\\', '/')))
    .filter((path) => /\.(tsx?|mjs)$/.test(path))
    .sort()
}

/**
 * Reads one file: what it imports by any means (static, re-export, dynamic, type, worker URL), and whether it is a barrel.
 * @param {string} path
 * @returns {{ imports: Import[], barrel: boolean }}
 */
function readImports(path) {
  const source = readFileSync(join(root, path), 'utf8')
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} could not be read: ${errors[0]?.message}`)
  /** @type {Import[]} */
  const imports = []
  /** @param {unknown} value @param {number} start */
  const add = (value, start) => {
    if (typeof value !== 'string') return
    imports.push({ specifier: value.replace(/\?.*$/, ''), line: source.slice(0, start).split('\n').length })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.start),
    ExportNamedDeclaration: (node) => add(node.source?.value, node.start),
    ExportAllDeclaration: (node) => add(node.source.value, node.start),
    ImportExpression: (node) => node.source.type === 'Literal' && add(node.source.value, node.start),
    TSImportType: (node) => add(node.source.value, node.start),
    NewExpression: (node) => {
      const [target] = node.arguments
      const isUrl = node.callee.type === 'Identifier' && node.callee.name === 'URL' && node.arguments.length === 2
      if (isUrl && target?.type === 'Literal' && /^\.{1,2}\/.*\.(tsx?|mjs)$/.test(String(target.value))) {
        add(target.value, node.start)
      }
    },
  }).visit(program)
  const passesOn = program.body.filter(
    (node) => node.type === 'ExportAllDeclaration' || (node.type === 'ExportNamedDeclaration' && node.source),
  )
  const ownCode = program.body.filter((node) => !passesOn.includes(node) && node.type !== 'ImportDeclaration')
  const barrel =
    passesOn.some((node) => node.type === 'ExportAllDeclaration') || (passesOn.length > 0 && ownCode.length === 0)
  return { imports, barrel }
}

/**
 * The file or package that a specifier means: a path from the root, or a package name.
 * @param {string} from @param {string} specifier
 * @returns {{ file: string } | { library: string }}
 */
function resolveSpecifier(from, specifier) {
  for (const [alias, folder] of Object.entries(aliases)) {
    if (specifier.startsWith(alias)) return { file: folder + specifier.slice(alias.length) }
  }
  if (specifier.startsWith('.')) return { file: posix.join(posix.dirname(from), specifier) }
  if (specifier.startsWith('node:')) return { library: specifier }
  const [first = '', second] = specifier.split('/')
  if (builtinModules.includes(first)) return { library: `node:${specifier}` }
  return { library: first.startsWith('@') && !(first in rules.homes) ? `${first}/${second}` : first }
}

/**
 * Why a file may not import another file, or null when it may.
 * @param {string} from @param {string} to
 * @returns {string | null}
 */
function refuseFile(from, to) {
  const [tree, target] = [treeOf(from), treeOf(to)]
  if (!existsSync(join(root, to))) return `${to} is not there (imports name the file with its extension)`
  if (isTest(from)) {
    return tree === target || inAny(to, rules.testsMayImport) ? null : `a test in ${tree} imports ${to} of ${target}`
  }
  if (isTest(to)) return `${to} is a test or a helper of tests; only tests import it`
  if (!rules.trees.includes(target)) return null

  const layer = rules.layers.find(({ at }) => covers(from, at))
  if (!layer) return `${from} lies in no layer of scripts/import-rules.mjs`
  const open = /** @type {Record<string, readonly string[]>} */ (rules.everywhere)[tree] ?? []
  const allowed = [layer.at, ...layer.may, ...open]
  if (!inAny(to, allowed)) return `${layer.at} may not import ${to} (it may: ${layer.may.join(', ') || 'nothing'})`

  for (const island of rules.islands) {
    const child =
      covers(from, island) &&
      from
        .split('/')
        .slice(0, island.split('/').length + 1)
        .join('/')
    if (child && covers(to, island) && !covers(to, child)) return `${child} may not import another of ${island}: ${to}`
  }
  const driver = rules.drivers.at.find((place) => covers(to, place))
  if (driver && !covers(from, driver) && !inAny(from, rules.drivers.namedBy)) {
    return `${to} is a driver; only ${rules.drivers.namedBy.join(' and ')} name one`
  }
  return null
}

/**
 * Why a file may not load a library, or null when it may.
 * @param {string} from @param {string} library
 * @returns {string | null}
 */
function refuseLibrary(from, library) {
  if (isTest(from)) return null
  const tree = treeOf(from)
  const homes = /** @type {Record<string, readonly string[]>} */ (rules.homes)[library]
  if (tree === 'shared' && !rules.sharedLibraries.includes(library)) return `shared may not load ${library}`
  if (tree === 'client' && library.startsWith('node:')) return `client may not load ${library}`
  if (library === 'vitest' || library.startsWith('@testing-library/')) return `${library} belongs in tests`
  if (homes && tree !== 'scripts' && !inAny(from, homes)) {
    return `${library} has its home in ${homes.join(', ') || 'no file'}`
  }
  return null
}

const files = rules.trees.flatMap(sourceFiles)
let importCount = 0
/** @type {string[]} */
const breaks = []
for (const file of files) {
  const { imports, barrel } = readImports(file)
  if (barrel) breaks.push(`${file}:1: a barrel; import the file that has the thing`)
  importCount += imports.length
  for (const { specifier, line } of imports) {
    const target = resolveSpecifier(file, specifier)
    const reason = 'file' in target ? refuseFile(file, target.file) : refuseLibrary(file, target.library)
    if (reason) breaks.push(`${file}:${line}: ${reason}`)
  }
}

if (breaks.length > 0) console.error(breaks.join('\n'))
console.log(`imports: ${files.length} files, ${importCount} imports read, ${breaks.length} against the rules`)
process.exit(breaks.length > 0 || importCount === 0 ? 1 : 0)
