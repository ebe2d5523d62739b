import { newFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

test('a film, a clip, a prompt, a take without a GPU, a pick, and all of it after a reload', async ({ page }) => {
  const film = await newFilm(page, 'Salt road')
  await film.addClip('Scene 1')
  await film.select('1.02')
  await film.writePrompt('a lighthouse at dusk, wet rocks, 35 mm')

  await film.generate()
  const card = film.card('1.02')
  await expect(card.locator('.picture-tag', { hasText: 'Sketch' })).toBeVisible()
  await expect(card).toHaveAttribute('data-state', 'take')
  await expect(film.takes).toHaveCount(1)
  await expect(card.locator('img')).toHaveJSProperty('complete', true)
  expect(await card.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)

  await film.generate()
  await expect(film.takes).toHaveCount(2)
  await film.takes.nth(1).click()
  await expect(film.takes.nth(1)).toHaveAttribute('data-state', 'picked')
  const picked = await film.takes.nth(1).getAttribute('data-take')

  const address = page.url()
  await page.reload()
  await expect(film.card('1.02')).toHaveAttribute('aria-selected', 'true')
  expect(page.url()).toBe(address)
  await expect(
    page.getByRole('navigation', { name: 'Pages of this film' }).getByRole('link', { name: 'Board' }),
  ).toHaveAttribute('aria-current', 'page')
  await expect(film.prompt).toHaveValue('a lighthouse at dusk, wet rocks, 35 mm')
  await expect(film.inspector.locator('[data-take][data-state=picked]')).toHaveAttribute('data-take', picked ?? '')
})

test('a clip without a prompt says so instead of asking for a take', async ({ page }) => {
  const film = await newFilm(page, 'Empty words')
  await expect(film.inspector.getByRole('button', { name: /^Generate/ })).toBeDisabled()
  await film.card('1.01').focus()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('1.01 has no prompt yet')).toBeVisible()
  await expect(film.card('1.01')).toHaveAttribute('data-state', 'empty')
})
