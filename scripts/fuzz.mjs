/**
 * `npm run fuzz [minutes]`: sends the relay new random input for a while, five minutes where none are given. It prints
 * the seed of each failure; put it into the list in `sync-server/relay/frames.fuzz.test.ts`, so that it stays a test.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const minutes = Number(process.argv[2] ?? 5)
if (!(minutes > 0)) {
  console.error('npm run fuzz [minutes]: a number of minutes above 0 is needed')
  process.exit(1)
}
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'sync-server/relay/frames.fuzz.test.ts'],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    env: { ...process.env, FUZZ_MINUTES: String(minutes) },
  },
)
process.exitCode = status ?? 1
