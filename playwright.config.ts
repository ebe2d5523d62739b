import { defineConfig } from 'playwright/test'
import { findChromium } from './scripts/find-chromium.mjs'

const executablePath = findChromium()

/** All that is asked of a page is asked at once: these take long, and nothing in them depends on when something happens. */
const ACCESSIBILITY = '**/accessibility.spec.ts'

/**
 * Journeys through the built product in Chromium. Each test starts the servers that it needs on free ports with a
 * temporary DATA_DIR, so there is no `webServer` here. Only this machine can be reached: whatever the app would load from
 * elsewhere fails.
 */
export default defineConfig({
  testDir: 'client/e2e',
  projects: [
    { name: 'journeys', testMatch: '**/*.spec.ts', testIgnore: ACCESSIBILITY, outputDir: 'test-results/journeys' },
    { name: 'accessibility', testMatch: ACCESSIBILITY, outputDir: 'test-results/accessibility' },
  ],
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    // A trace of each journey costs a third of its processor time. To see into one that failed: `--trace=on`.
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
    },
  },
})
