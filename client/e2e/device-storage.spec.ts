import AxeBuilder from '@axe-core/playwright'
import { newFilm, offlineReady, openFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { sampleMedia } from './helpers/sample-media.ts'

test('the storage page: counts, frees what the server has, removes a film by keyboard, and clears the device in all tabs, offline included', async ({
  page,
  context,
  server,
  guard,
}) => {
  guard.allowNetworkErrors()
  const film = await newFilm(page, 'Tidewater')
  const { picture, video } = sampleMedia()
  for (const [at, file] of [picture, video].entries()) {
    await film.inspector.getByLabel('Add pictures or videos as takes').setInputFiles({ ...file })
    await expect(film.takes).toHaveCount(at + 1)
  }
  await film.synced()
  await offlineReady(page)
  const url = page.url()

  // The picture is not picked any more, and the server has it: it may go, and nothing else.
  await page.goto('/settings/storage')
  const films = page.getByRole('region', { name: 'Films on this device' })
  await expect(films.getByText('On the server, too')).toBeVisible()
  const spare = page.getByRole('region', { name: 'What can be freed' })
  await expect(spare.getByText(/^1 file\. Not picked and not starred/)).toBeVisible()
  await expect(spare.getByText('Media of no film on this device')).toHaveCount(0)
  // Where the film was kept by itself on its way to the server, that version stands there, too, below.
  for (let rows = await spare.getByRole('button').count(); rows > 0; rows -= 1) {
    await spare.getByRole('button').first().click()
    await expect(spare.getByRole('button')).toHaveCount(rows - 1)
  }
  await expect(page.getByText(/^Freed/).first()).toBeVisible()
  await expect(page.getByText('Nothing: all media here are picked, starred or the only copy.')).toBeVisible()
  const axe = await new AxeBuilder({ page }).setLegacyMode().include('main').analyze()
  expect(axe.violations.map(({ id }) => id)).toEqual([])

  // It comes back when it is looked at.
  await page.goto(url)
  await film.select('1.01')
  const still = film.takes.first().locator('img')
  await expect.poll(() => still.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)

  // Open in another tab it is not removed; closed there it is, by keyboard alone, and the server gives it back.
  const other = await openFilm(await context.newPage(), url)
  await page.goto('/settings/storage')
  const ask = async (): Promise<void> => {
    await films.getByRole('button', { name: 'More for Tidewater' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Remove from this device' }).press('Enter')
  }
  await ask()
  await expect(page.getByText('Tidewater is open in another tab')).toBeVisible()
  await other.page.close()
  await ask()
  const dialog = page.getByRole('dialog', { name: 'Remove Tidewater from this device?' })
  await expect(dialog).toContainText('The server has all of it')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await ask()
  await dialog.getByRole('button', { name: 'Remove from this device' }).press('Enter')
  await expect(films.getByText('None yet.')).toBeVisible()
  await page.goto('/')
  await expect(page.getByText('On the server', { exact: true })).toBeVisible()
  await openFilm(page, url)
  await expect(film.takes).toHaveCount(2)

  // Without the server: what only this device has is named, and has to be asked for in words.
  await film.synced()
  await server.kill()
  await film.writePrompt('only here')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Saved on this device', { exact: true })).toBeVisible()
  await page.goto('/settings/storage')
  await expect(films.getByText('1 change not on the server yet')).toBeVisible()
  await ask()
  await expect(dialog).toContainText('1 change')
  await expect(dialog.getByRole('button', { name: 'Remove from this device' })).toBeDisabled()
  await page.keyboard.press('Escape')

  const second = await context.newPage()
  await openFilm(second, url)
  await page.getByRole('button', { name: 'Clear this device' }).click()
  const clear = page.getByRole('dialog', { name: 'Clear this device?' })
  await expect(clear).toContainText('1 change is only on this device')
  await clear.getByRole('textbox').fill('clear this device')
  await page.keyboard.press('Enter')
  for (const tab of [page, second]) await expect(tab).toHaveURL(`${server.url}/`)
  expect(await page.evaluate(async () => (await caches.keys()).filter((name) => name.includes('media')))).toEqual([])
  await expect(second.getByText('Tidewater')).toHaveCount(0)
})
