import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '#server/services/package-root.ts'
import { openLab } from '#server/testing/generation-lab.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { testProgram } from '#server/testing/test-programs.ts'

let root: string
let server: TestServer
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'storycanvas-tools-'))
  server = await startTestServer({ dataDir: join(root, 'data') })
  await openLab(server.url)
})
afterAll(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

/** Runs a tool as its command does. */
async function run(
  tool: 'backup' | 'restore',
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const file = await testProgram(tool)
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [file, ...args],
      { cwd: packageRoot(), env: { PATH: process.env.PATH, ...env } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

test('a running server is saved and brought back by two commands, each of which says what it did', async () => {
  const backup = join(root, 'backup')
  const saved = await run('backup', [backup], { DATA_DIR: server.dataDir })
  expect(saved).toMatchObject({ code: 0, err: '' })
  expect(saved.out).toContain(`Saved 1 films and 0 media to ${backup}`)
  const restored = await run('restore', [backup], { DATA_DIR: join(root, 'restored') })
  expect(restored).toMatchObject({ code: 0, err: '' })
  expect(restored.out).toMatch(/Restored 1 films \(1 documents, 0 jobs\) and 0 media to .* Start the server/)
  const inUse = await run('restore', [backup, '--replace'], { DATA_DIR: server.dataDir })
  expect(inUse.code).toBe(1)
  expect(inUse.err).toContain('Another StoryCanvas uses')
})

test.each<[string, 'backup' | 'restore', string[], Record<string, string>, string]>([
  ['a command without a folder', 'restore', [], {}, 'npm run restore -- FOLDER brings'],
  ['documents in Postgres', 'backup', ['b'], { DATABASE_URL: 'postgres://db/x' }, 'pg_dump and pg_restore'],
])('%s is refused in one line', async (_what, tool, args, env, words) => {
  const { code, err } = await run(tool, args, env)
  expect(code).toBe(1)
  expect(err).toContain(words)
  expect(err.trim().split('\n')).toHaveLength(1)
})
