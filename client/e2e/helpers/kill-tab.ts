import type { Page } from 'playwright/test'

/** Ends a tab's process at once, as a crash or the system's hunger for memory does: the page gets no word of it. */
export async function killTab(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const devtools = await page.context().newCDPSession(page)
  // It is never answered: who would answer is gone.
  devtools.send('Page.crash').catch(() => undefined)
  await crashed
  await page.close()
}
