import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/**
 * A checker that reads no file reports success. So this plants one break of each kind in a copy of the project, runs the
 * checkers there, and asks that each names the planted file for the planted reason. Those that take long and look at each
 * file by itself run in a frame of the project: its settings, and no file but the planted ones.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
let copy = ''
let frame = ''

type Planted = { path: string; source: string }
/** A planted file, and what the checker says in the line that names it. */
type Break = Planted & { reason: RegExp }

const lintBreaks: Break[] = [
  {
    path: 'shared/model/planted-promise.ts',
    source: 'async function later(): Promise<number> {\n  await Promise.resolve()\n  return 1\n}\nlater()\n',
    reason: /no-floating-promises/,
  },
  { path: 'shared/model/planted-any.ts', source: 'export const x: any = 1\n', reason: /no-explicit-any/ },
  {
    path: 'shared/model/planted-type.ts',
    source: "import { Random } from '#shared/util/random.ts'\nexport type X = Random\n",
    reason: /consistent-type-imports/,
  },
  { path: 'sync-server/planted-console.ts', source: "console.log('x')\n", reason: /no-console/ },
  { path: 'shared/util/planted-node.ts', source: 'export const x = process.pid\n', reason: /no-restricted-globals/ },
  { path: 'shared/util/planted-clock.ts', source: 'export const x = Date.now()\n', reason: /no-restricted-properties/ },
  {
    path: 'client/ui/planted-hook.tsx',
    source:
      "import { useState } from 'react'\nexport function X({ on }: { on: boolean }) {\n  if (on) useState(1)\n  return <p />\n}\n",
    reason: /rules-of-hooks/,
  },
  { path: 'client/ui/planted-picture.tsx', source: 'export const X = () => <img src="x" />\n', reason: /alt-text/ },
  {
    path: 'client/ui/planted-cycle-a.ts',
    source: "import { b } from './planted-cycle-b.ts'\nexport const a = (): number => b()\n",
    reason: /no-cycle/,
  },
  {
    path: 'client/ui/planted-cycle-b.ts',
    source: "import { a } from '#client/ui/planted-cycle-a.ts'\nexport const b = (): number => a()\n",
    reason: /no-cycle/,
  },
  {
    path: 'shared/util/planted-focus.test.ts',
    source: "import { expect, test } from 'vitest'\ntest.only('x', () => {\n  expect(1).toBe(1)\n})\n",
    reason: /no-focused-tests/,
  },
]

const importing = (path: string, specifier: string, reason: RegExp): Break => ({
  path,
  source: `import '${specifier}'\n`,
  reason,
})

const importBreaks: Break[] = [
  importing('client/api/planted-tree.ts', '#server/planted-console.ts', /client\/api may not import sync-server/),
  importing(
    'sync-server/http/planted-tree.ts',
    '#client/ui/planted-hook.tsx',
    /sync-server\/http may not import client/,
  ),
  importing('shared/model/planted-tree.ts', '#client/ui/planted-hook.tsx', /shared\/model may not import client/),
  importing(
    'shared/model/planted-relative.ts',
    '../../client/ui/planted-hook.tsx',
    /shared\/model may not import client/,
  ),
  importing('shared/model/planted-layer.ts', '#shared/document/planted.ts', /shared\/model may not import shared\/doc/),
  importing('client/features/one/planted.ts', '#client/features/two/planted.ts', /may not import another/),
  importing('client/features/two/planted.ts', '#client/storage/planted.ts', /may not import client\/storage/),
  importing('client/session/planted-driver.ts', '#client/storage/dexie/planted.ts', /is a driver/),
  importing('client/storage/planted.ts', 'dexie', /dexie has its home/),
  importing('client/storage/dexie/planted.ts', 'node:fs', /client may not load node:fs/),
  importing('shared/util/planted-zod.ts', 'react', /shared may not load react/),
  importing('client/ui/planted-yjs.ts', 'yjs', /yjs has its home/),
  importing('client/ui/planted-zod.ts', 'zod', /zod has its home/),
  importing('client/ui/planted-comlink.ts', 'comlink', /comlink has its home/),
  importing('sync-server/relay/planted.ts', 'hono', /hono has its home/),
  importing('sync-server/relay/planted-scoped.ts', '@hono/node-server', /@hono has its home/),
  importing('sync-server/http/planted-ws.ts', 'ws', /ws has its home/),
  importing('sync-server/http/planted-sql.ts', 'libsql', /libsql has its home/),
  importing('sync-server/http/planted-test.ts', '#shared/util/planted-focus.test.ts', /only tests import it/),
  importing('sync-server/http/planted-gone.ts', './nowhere.ts', /is not there/),
  importing('sync-server/nowhere/planted.ts', '#shared/util/planted-node.ts', /lies in no layer/),
  {
    path: 'client/sync/planted-dynamic.ts',
    source: "export const x = () => import('#client/features/one/planted.ts')\n",
    reason: /client\/sync may not import client\/features/,
  },
  {
    path: 'client/sync/planted-type.ts',
    source: "export type X = import('#client/features/one/planted.ts').X\n",
    reason: /client\/sync may not import client\/features/,
  },
  { path: 'shared/document/planted.ts', source: "export * from '#shared/util/planted-node.ts'\n", reason: /a barrel/ },
]

const unused: Planted[] = [
  { path: 'shared/util/planted-unused.ts', source: 'export const nobody = 1\n' },
  { path: 'scripts/planted-exports.ts', source: 'export const used = () => 1\nexport const nobody = 1\n' },
  { path: 'scripts/planted-exports.test.ts', source: "import { used } from './planted-exports.ts'\nused()\n" },
]

/** One for each project of TypeScript. */
const typeBreaks: Break[] = [
  ...['shared/util', 'sync-server', 'client/ui', 'client/e2e', 'scripts'].map((folder) => ({
    path: `${folder}/planted-types.ts`,
    source: "export const x: number = ''\n",
    reason: /TS2322/,
  })),
  { path: 'scripts/planted-types.mjs', source: 'Math.abs("x")\n', reason: /TS2345/ },
  ...['service-worker', 'media-layout'].map((name) => ({
    path: `client/pwa/${name}.ts`,
    source: "export const x: number = ''\n",
    reason: /TS2322/,
  })),
]

/** One for each tree and kind of file. */
const formatBreaks: Planted[] = [
  ...['shared/util', 'sync-server', 'client/ui', 'client/e2e', 'scripts'].map((folder) => ({
    path: `${folder}/planted-format.ts`,
    source: 'export const x = "y";\n',
  })),
  { path: 'client/ui/planted-format.tsx', source: 'export const x = "y";\n' },
  { path: 'scripts/planted-format.mjs', source: 'export const x = "y";\n' },
  { path: 'client/ui/planted-format.css', source: 'a{b:c}\n' },
  { path: 'planted-format.json', source: '{"a":1}\n' },
]

/** Runs a checker in a folder; its output without colours, and its exit status. */
function runIn(folder: string, script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  })
  return { status, output: `${stdout}\n${stderr}` }
}

const run = (script: string, ...args: string[]) => runIn(copy, script, ...args)

/** The source files that a checker should have read. */
function sourceCount(): number {
  return ['client', 'shared', 'sync-server', 'scripts']
    .flatMap((tree) => readdirSync(join(copy, tree), { recursive: true, encoding: 'utf8' }))
    .filter((name) => /\.(tsx?|mjs)$/.test(name)).length
}

function plant(folder: string, planted: readonly Planted[]): void {
  for (const { path, source } of planted) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), source)
  }
}

/** Everything installed, but none of the caches: who checks the copy must not write into the project's. */
function installIn(folder: string): void {
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(modules).filter((each) => !/^\.(cache|vite)/.test(each))) {
    symlinkSync(join(modules, name), join(folder, 'node_modules', name))
  }
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'storycanvas-checkers-'))
  const leftOut = ['node_modules', 'dist', 'public', 'docs', 'data', 'coverage', 'test-results', '.git']
  for (const name of readdirSync(root).filter((each) => !leftOut.includes(each))) {
    cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  installIn(copy)
  plant(copy, [...lintBreaks, ...importBreaks, ...unused])

  frame = mkdtempSync(join(tmpdir(), 'storycanvas-frame-'))
  for (const name of readdirSync(root, { withFileTypes: true }).filter((each) => each.isFile())) {
    cpSync(join(root, name.name), join(frame, name.name))
  }
  for (const project of ['shared', 'sync-server', 'client', 'client/pwa']) {
    for (const name of readdirSync(join(root, project)).filter((each) => each.endsWith('.json'))) {
      cpSync(join(root, project, name), join(frame, project, name))
    }
  }
  installIn(frame)
  const imported = { path: 'shared/util/random.ts', source: 'export type Random = () => number\n' }
  plant(frame, [...lintBreaks, ...typeBreaks, ...formatBreaks, imported])
})

afterAll(() => {
  for (const folder of [copy, frame]) rmSync(folder, { recursive: true, force: true })
})

describe('lint', () => {
  let report: ReturnType<typeof run>
  beforeAll(() => {
    // Its own format has colours wherever CI is set; this one never has any.
    report = runIn(frame, join(modules, 'oxlint/bin/oxlint'), '--format=unix')
  }, 300_000)

  test.each(lintBreaks)('names $path for $reason', ({ path, reason }) => {
    const lines = report.output.split('\n').filter((line) => line.startsWith(`${path}:`))
    expect(lines.join('\n')).toMatch(reason)
  })
  test('fails, and has read every source file', () => {
    expect(report.status).not.toBe(0)
    // What is read does not depend on types, and the time does.
    const settings = join(copy, '.oxlintrc.json')
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('"typeAware": true', '"typeAware": false'))
    const { output } = run(join(modules, 'oxlint/bin/oxlint'), '--silent')
    const read = Number(/on (\d+) files/.exec(output)?.[1])
    expect(read).toBeGreaterThanOrEqual(sourceCount())
  }, 300_000)
})

describe('imports', () => {
  let report: ReturnType<typeof run>
  beforeAll(() => {
    report = run(join(copy, 'scripts/check-imports.mjs'))
  }, 300_000)

  test.each(importBreaks)('names $path for $reason', ({ path, reason }) => {
    const lines = report.output.split('\n').filter((line) => line.startsWith(`${path}:1:`))
    expect(lines.join('\n')).toMatch(reason)
  })
  test('fails, and has read every source file', () => {
    expect(report.status).not.toBe(0)
    expect(Number(/imports: (\d+) files/.exec(report.output)?.[1])).toBe(sourceCount())
  })
  test('fails when there is nothing to read', () => {
    const nowhere = join(copy, 'docs')
    mkdirSync(nowhere, { recursive: true })
    expect(run(join(copy, 'scripts/check-imports.mjs'), nowhere).status).not.toBe(0)
  })
})

test('types: a wrong type fails in every project, and in a script', () => {
  const { status, output } = runIn(frame, join(modules, 'typescript/bin/tsc'), '-b')
  expect(status).not.toBe(0)
  for (const { path, reason } of typeBreaks) {
    const lines = output.split('\n').filter((line) => line.startsWith(`${path}(`))
    expect(lines.join('\n'), path).toMatch(reason)
  }
}, 300_000)

test('format: a file that Prettier would write otherwise fails, in every tree', () => {
  const { status, output } = runIn(frame, join(modules, 'prettier/bin/prettier.cjs'), '--check', '.')
  expect(status).not.toBe(0)
  for (const { path } of formatBreaks) expect(output).toContain(path)
}, 300_000)

test('unused: a file, an export and a dependency that nobody uses fail', () => {
  const manifest = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as { dependencies: object }
  const dependencies = { ...manifest.dependencies, 'planted-dependency': '1.0.0' }
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, dependencies }, null, 2))
  const { status, output } = run(join(modules, 'knip/bin/knip.js'), '--no-progress')
  expect(status).not.toBe(0)
  expect(output).toMatch(/^Unused files[^]*^shared\/util\/planted-unused\.ts/m)
  expect(output).toMatch(/^Unused dependencies[^]*^planted-dependency /m)
  expect(output).toMatch(/^Unused exports[^]*^nobody .*scripts\/planted-exports\.ts/m)
}, 300_000)

test('lock: a native part without an entry, and an install script that nobody judged, fail', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, object> }
  const native = Object.keys(lock.packages).find((path) => path.includes('@oxlint/binding-darwin-arm64'))
  expect(native).toBeDefined()
  delete lock.packages[native ?? '']
  lock.packages['node_modules/planted'] = { version: '1.0.0', hasInstallScript: true }
  writeFileSync(join(copy, 'package-lock.json'), JSON.stringify(lock))
  const { status, output } = run(join(copy, 'scripts/check-lock.mjs'))
  expect(status).not.toBe(0)
  expect(output).toContain('needs @oxlint/binding-darwin-arm64')
  expect(output).toContain('whether planted may run')
})
