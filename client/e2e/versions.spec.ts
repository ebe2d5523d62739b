import { FilmPage, newFilm, openFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

test('a version is saved, a bulk delete keeps one, both come back in every browser, and a copy is made without a network', async ({
  page,
  server,
  another,
  guard,
}) => {
  guard.allowNetworkErrors()
  const mara = await newFilm(page, 'Night ferry')
  await mara.writePrompt('the ferry leaves')
  await mara.addClip('Scene 1')
  await mara.addClip('Scene 1')
  await mara.synced()
  const { pathname } = new URL(page.url())
  const rin = await openFilm((await another()).page, `${server.url}${pathname}`)

  await page.keyboard.press('Shift+V')
  await page.getByRole('button', { name: 'Save a version' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Rough cut')
  await page.keyboard.press('Enter')
  const versions = page.getByRole('listbox', { name: 'Versions' })
  const roughCut = versions.getByRole('option', { name: /^Rough cut/ })
  await expect(roughCut).toHaveAttribute('aria-selected', 'true')

  await page.getByRole('link', { name: 'Board' }).click()
  await mara.select('1.01')
  await mara.writePrompt('the ferry leaves without her')
  await mara.select('1.02')
  await mara.card('1.03').click({ modifiers: ['Shift'], position: { x: 40, y: 30 } })
  await page.keyboard.press('Shift+Delete')
  await expect(rin.cards).toHaveCount(1)

  // The keyboard alone: to the page, down the list, along the tabs.
  await page.keyboard.press('Shift+V')
  await versions.getByRole('option', { name: /^Before several clips were deleted/ }).press('ArrowDown')
  await expect(roughCut).toBeFocused()
  await page.getByRole('tab', { name: 'The film then' }).press('ArrowRight')
  const changes = page.getByRole('list', { name: 'Changes since this version' }).getByRole('listitem')
  await expect(changes).toContainText(['leaves without her', '1.02', '1.03'])
  await page.getByRole('radio', { name: 'Deleted 2' }).click()
  await expect(changes).toHaveCount(2)

  await page.getByRole('button', { name: 'Restore' }).click()
  await expect(rin.cards).toHaveCount(3)
  await expect(page.getByText('Nothing is different')).toBeVisible()
  await page.getByRole('status').filter({ hasText: 'Restored Rough cut' }).getByRole('button', { name: 'Undo' }).click()
  await expect(rin.cards).toHaveCount(1)
  await page.keyboard.press('Control+Shift+Z')
  await expect(rin.cards).toHaveCount(3)
  await rin.select('1.01')
  await expect(rin.prompt).toHaveValue('the ferry leaves')

  // What was kept on Mara's device is on the server, and Rin restores from there.
  await rin.page.keyboard.press('Shift+V')
  await rin.page.getByRole('option', { name: /^Before a version was restored/ }).click()
  await rin.page.getByRole('button', { name: 'Restore' }).click()
  await expect(rin.page.getByText('Restored the version of')).toBeVisible()
  await page.getByRole('link', { name: 'Board' }).click()
  await expect(mara.cards).toHaveCount(1)

  await server.kill()
  await page.goBack()
  await roughCut.click()
  await expect(page.getByText('The server isn’t answering')).toBeVisible()
  await page.getByRole('button', { name: 'Open as copy' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Night ferry \(\d+ \w+, \d\d:\d\d\)$/ })).toBeVisible()
  await expect(new FilmPage(page).cards).toHaveCount(3)
})
