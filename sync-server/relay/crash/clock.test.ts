import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCrashRounds } from '#server/testing/crash/crash-rounds.ts'
import { testProgram } from '#server/testing/test-programs.ts'

/** Sets the clock a day back or forth, again and again. */
const JUMPING_CLOCK = `
  const real = Date.now
  let shift = 0
  Date.now = () => real() + shift
  setInterval(() => { shift = Math.round(Math.random() * 2 - 1) * 86_400_000 }, 15).unref()
`

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

test('[E4] a clock that jumps by days loses nothing, in any life of the server or between them [seed 5]', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-clock-'))
  folders.push(dataDir)
  const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(JUMPING_CLOCK)}`]
  const bundle = await testProgram('crash-server')
  const totals = await runCrashRounds({ bundle, dataDir, seed: 5, rounds: 8, nodeArgs })
  expect(totals.warnings).toEqual([])
  expect(totals.saved).toBeGreaterThan(0)
})
