import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqliteFile } from '#server/storage/sqlite/sqlite-file.ts'
import { runCrashRounds } from '#server/testing/crash/crash-rounds.ts'
import { testProgram } from '#server/testing/test-programs.ts'

/** `npm run crash` asks for more of both. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 15)
const SEEDS = (process.env.CRASH_SEEDS ?? '1,2').split(',').map(Number)

let bundle: string
let dataDir: string
beforeAll(async () => {
  bundle = await testProgram('crash-server')
  dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-kill-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

test.each(SEEDS)(
  `[U4] ${ROUNDS} times SIGKILL at any moment lose nothing that was seen by another or reported saved [seed %i]`,
  async (seed) => {
    const folder = join(dataDir, String(seed))
    const totals = await runCrashRounds({ bundle, dataDir: folder, seed, rounds: ROUNDS })
    expect(totals.warnings).toEqual([])
    expect(totals.saved).toBeGreaterThan(ROUNDS)
    expect(totals.received).toBeGreaterThan(ROUNDS)
    const { database } = await openSqliteFile(join(folder, 'storycanvas.sqlite'))
    expect(database.prepare('PRAGMA integrity_check').all([])).toEqual([{ integrity_check: 'ok' }])
    database.close()
  },
  ROUNDS * 10_000,
)
