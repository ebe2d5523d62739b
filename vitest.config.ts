import { availableParallelism } from 'node:os'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { findChromium } from './scripts/find-chromium.mjs'

const executablePath = findChromium()

/** Tests of the server against a real Postgres or Redis. */
const NEEDS_SERVICES = 'sync-server/**/*.{pg,redis}.test.ts'

/** Tests of whole servers that run twice: with SQLite among the unit tests, and with Postgres. */
const OVER_BOTH_DATABASES = [
  'sync-server/relay/{relay,relay-updates}.test.ts',
  'sync-server/dispatch/dispatch-*.test.ts',
  'sync-server/http/media.test.ts',
  'sync-server/http/v1/{films-rest,worked-example}.test.ts',
]

/** Tests that measure how long something takes, or others wait while a server is attacked: what else runs would be measured with it. */
const MEASURES_DELAYS = 'sync-server/{relay/hostile/*,**/*.timed}.test.ts'

/**
 * Five kinds of test, told apart by where they stand and how they are named: `unit` runs shared code, the server and the
 * tools in Node; `services` runs `*.pg.test.ts` and `*.redis.test.ts` with a Postgres and a Redis started for them, and
 * skips them where those are not installed; `alone` runs what measures delays, one file at a time after all others;
 * `client` runs `*.test.ts(x)` of the client over happy-dom and fake-indexeddb; `browser` runs `*.browser.test.ts(x)` in a
 * real Chromium. But for the last, the files of a worker share their modules: loading them anew for each took a third of
 * the time, so a test leaves no module in another state than it found it. Journeys through the whole product are
 * Playwright's (playwright.config.ts).
 */
export default defineConfig({
  test: {
    // Much of a server's test is waiting: with one worker a core, cores lie idle.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'unit',
          root: '.',
          environment: 'node',
          isolate: false,
          include: ['{shared,sync-server,scripts}/**/*.test.ts'],
          exclude: [NEEDS_SERVICES, MEASURES_DELAYS],
          benchmark: { include: ['{shared,sync-server}/**/*.bench.ts'] },
          testTimeout: 60_000, // a machine with other work to do is slow, not wrong
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'services',
          root: '.',
          environment: 'node',
          isolate: false,
          include: [NEEDS_SERVICES, ...OVER_BOTH_DATABASES],
          setupFiles: ['sync-server/testing/services/keep-to-postgres.ts'],
          benchmark: { include: [] },
          globalSetup: ['sync-server/testing/services/global-setup.ts'],
          testTimeout: 60_000, // a machine with other work to do is slow, not wrong
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'alone',
          root: '.',
          environment: 'node',
          include: [MEASURES_DELAYS],
          benchmark: { include: [] },
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000, // a machine with other work to do is slow, not wrong
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'client',
          root: '.',
          environment: 'happy-dom',
          setupFiles: ['fake-indexeddb/auto', 'client/testing/leave-nothing.ts'],
          isolate: false,
          include: ['client/**/*.test.{ts,tsx}'],
          exclude: ['client/**/*.browser.test.{ts,tsx}', 'client/e2e/**'],
          benchmark: { include: ['client/**/*.bench.{ts,tsx}'] },
          testTimeout: 60_000, // a machine with other work to do is slow, not wrong
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [react(), tailwindcss()],
        // Named, so that a cold cache does not find them in the middle of a test and reload its page.
        optimizeDeps: {
          include: ['comlink', 'dexie', 'fractional-indexing', 'lib0/hash/sha256', 'mediabunny', 'yjs', 'zod'],
        },
        test: {
          name: 'browser',
          root: '.',
          include: ['client/**/*.browser.test.{ts,tsx}'],
          benchmark: { include: [] },
          testTimeout: 60_000, // a machine with other work to do is slow, not wrong
          hookTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: executablePath ? { executablePath } : {} }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
