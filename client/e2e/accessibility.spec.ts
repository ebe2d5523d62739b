import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright/test'
import { openSample } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const

/** Serious and critical findings, each with the element that it is about. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} (${node.failureSummary?.split('\n')[1]?.trim()})`),
    )
}

/** Looks at what is on screen in every size and both themes. */
async function inspect(page: Page, what: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide, `${what} scrolls sideways at ${size.width}`).toBeLessThanOrEqual(0)
    if (size.width === 1280) continue
    for (const theme of ['dark', 'light']) {
      await page.evaluate((name) => {
        document.documentElement.dataset['theme'] = name
      }, theme)
      expect(await findings(page), `${what} at ${size.width}, ${theme}`).toEqual([])
    }
  }
  await page.setViewportSize(SIZES[0])
}

test.use({ contextOptions: { reducedMotion: 'reduce' } })

test('first run and home have no serious issue and never scroll sideways', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByText('Sample project added')).toBeVisible({ timeout: 20_000 })
  await inspect(page, 'first run')
  await page.getByRole('button', { name: /Empty project/ }).click()
  await expect(page.getByRole('dialog', { name: 'New film' })).toBeVisible()
  await inspect(page, 'new film')
  await page.getByRole('button', { name: 'Make the film' }).click()
  await expect(page.getByRole('grid', { name: 'Clips' })).toBeVisible()
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'All projects' })).toBeVisible()
  await inspect(page, 'home')
})

test('the board, its viewer, the palette and the shortcuts have no serious issue', async ({ page }) => {
  const film = await openSample(page)
  await film.cards.first().click({ position: { x: 40, y: 30 } })
  await inspect(page, 'board')
  await film.cards.first().dblclick({ position: { x: 40, y: 30 } })
  await expect(page.getByRole('dialog')).toBeVisible()
  await inspect(page, 'viewer')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Find anything' })).toBeVisible()
  await inspect(page, 'palette')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible()
  await inspect(page, 'shortcuts')
})

test('edit, queue and settings have no serious issue', async ({ page }) => {
  const film = await openSample(page)
  await page.goto(film.page.url().replace('/board', '/edit'))
  await expect(film.timeline).toBeVisible()
  await inspect(page, 'edit')
  await page.goto('/queue')
  await expect(page.getByRole('heading', { name: 'Servers' })).toBeVisible()
  await inspect(page, 'queue')
  for (const section of ['you', 'appearance', 'shortcuts', 'sync', 'storage', 'data']) {
    await page.goto(`/settings/${section}`)
    await expect(page.getByRole('heading', { level: 2 })).toBeVisible()
    await inspect(page, `settings, ${section}`)
  }
})
