/**
 * `npm run screenshots`: takes the README's pictures (docs/images) and those that browsers show before they install the
 * app (public/screenshots, in the sizes that the manifest names), from the sample film.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { buildWhatIsStale } from './build.mjs'
import { ensureChromium, howToGetChromium } from './find-chromium.mjs'
import { runBuiltServer } from './run-built-server.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const executablePath = ensureChromium()
if (!executablePath) {
  console.error(howToGetChromium)
  process.exit(1)
}
buildWhatIsStale()
for (const folder of ['docs/images', 'public/screenshots']) mkdirSync(join(root, folder), { recursive: true })
const server = await runBuiltServer()
const browser = await chromium.launch({ executablePath })
try {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()

  /** Waits until every picture and video in view has been decoded, then saves the page. @param {string} path */
  const save = async (path) => {
    await page.waitForLoadState('networkidle')
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0))
    await page.waitForFunction(() => [...document.querySelectorAll('video')].every((video) => video.readyState >= 2))
    await page.screenshot({ path: join(root, path) })
    console.log(path)
  }

  await page.goto(server.url)
  const open = page
    .getByRole('button', { name: /open the sample/i })
    .or(page.getByRole('link', { name: /open the sample/i }))
  await open.first().waitFor()
  await page.getByText('Sample project added').waitFor()
  // Pictures of this device come by the service worker, which a second visit finds in charge.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await open.first().waitFor()
  await open.first().click()
  await page.waitForURL('**/board**')
  await page.locator('[data-waveform="drawn"]').waitFor()
  // A second opening finds the stills of the timeline made.
  await page.reload()
  await page.locator('[data-waveform="drawn"]').waitFor()
  await save('docs/images/board.png')

  await page.setViewportSize({ width: 1280, height: 800 })
  await save('public/screenshots/wide.png')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.locator('[data-clip]').first().waitFor()
  await save('public/screenshots/narrow.png')
} finally {
  await browser.close()
  await server.stop()
}
