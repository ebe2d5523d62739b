/**
 * `npm run crash`: the crash suite at its full length, 200 rounds as a rule. `npm run crash -- 1000 7` runs a thousand
 * with seeds from 7 on. A failure names its seed and round.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const ROUNDS_OF_A_SEED = 25

const [rounds = 200, firstSeed = 1] = process.argv.slice(2).map(Number)
const seeds = Array.from({ length: Math.ceil(rounds / ROUNDS_OF_A_SEED) }, (_, index) => firstSeed + index)
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit', 'sync-server/relay/crash/kill.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CRASH_ROUNDS: String(ROUNDS_OF_A_SEED), CRASH_SEEDS: seeds.join(',') },
  },
)
process.exit(status ?? 1)
