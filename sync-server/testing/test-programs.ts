import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '#server/services/package-root.ts'

/** What tests start as processes of their own, by name. */
const PROGRAMS = {
  server: 'main.ts',
  move: 'move/main.ts',
  backup: 'backup/main.ts',
  restore: 'backup/restore-main.ts',
  'crash-server': 'testing/crash/crash-server.ts',
  'fake-comfy': 'testing/fake-comfy/main.ts',
  'attacked-server': 'testing/hostile/server-program.ts',
  'honest-pair': 'testing/hostile/honest-pair-program.ts',
  'plain-relay': 'testing/hostile/plain-relay-program.ts',
} as const
export type TestProgram = keyof typeof PROGRAMS

/** Bundles of sources that are older than this are not asked for again. */
const DAY_MS = 86_400_000

let bundled: Promise<string> | null = null

/**
 * Path of a program as one file that Node runs, its packages included: it starts in a quarter of the time that the
 * sources take, and tests start hundreds. All are made at once, for each state of the sources, whatever the number of
 * test files that ask.
 */
export async function testProgram(name: TestProgram): Promise<string> {
  bundled ??= bundlePrograms()
  return join(await bundled, `${name}.js`)
}

async function bundlePrograms(): Promise<string> {
  const root = packageRoot()
  const cache = join(root, 'node_modules', '.cache', 'test-programs')
  const sources = ['sync-server', 'shared', 'vite.server.config.ts'].map((at) => newest(join(root, at)))
  const folder = join(cache, String(Math.round(Math.max(...sources))))
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  for (const old of readdirSync(cache).map((name) => join(cache, name))) {
    if (statSync(old).mtimeMs < Date.now() - DAY_MS) rmSync(old, { recursive: true, force: true })
  }
  const unfinished = mkdtempSync(join(cache, 'unfinished-'))
  const { build } = await import('vite')
  await build({
    root,
    configFile: join(root, 'vite.server.config.ts'),
    logLevel: 'error',
    build: {
      outDir: unfinished,
      sourcemap: false,
      minify: true,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(PROGRAMS).map(([name, path]) => [name, join('sync-server', path)])),
      },
    },
  })
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    // Another test file was faster.
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** When a source below `path` last changed, in milliseconds; tests do not count. */
function newest(path: string): number {
  if (/\.(test|bench|contract)\.ts$/.test(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
