import { promptOnDevice } from './helpers/device.ts'
import { fillDevice, limitRoom } from './helpers/fill-device.ts'
import { newFilm, offlineReady, openFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { sampleMedia } from './helpers/sample-media.ts'
import { clipsOnServer, filmIdOf } from './helpers/server-film.ts'

const ROOM = 8_000_000

test('a full device: said in words, nothing stored is damaged, the server has what this device cannot write, and freed room lets it go on', async ({
  page,
  context,
  server,
  guard,
}) => {
  guard.allowNetworkErrors()
  await limitRoom(context, page, server.url, ROOM)
  const film = await newFilm(page, 'No room')
  const url = page.url()
  const { picture, video } = sampleMedia()
  for (const [at, file] of [picture, video].entries()) {
    await film.inspector.getByLabel('Add pictures or videos as takes').setInputFiles({ ...file })
    await expect(film.takes).toHaveCount(at + 1)
  }
  await film.writePrompt('before')
  await film.synced()
  await offlineReady(page)
  await expect.poll(() => promptOnDevice(page)).toBe('before')
  await fillDevice(page)

  await film.prompt.press('Control+End')
  await page.keyboard.type(', after')
  await expect(film.saving).toHaveText('Can’t save')
  await expect.poll(async () => (await clipsOnServer(server.url, filmIdOf(url)))[0]?.image_prompt).toBe('before, after')
  expect(await promptOnDevice(page)).toBe('before')
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('alert').getByText('Not saved on this device')).toBeVisible()

  // The server goes, too: what is typed now is nowhere but in this tab, until the tab is gone.
  await server.kill()
  await film.prompt.press('Control+End')
  await page.keyboard.type(', alone')
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('storycanvas.last-words')))
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto('/')
  await page.getByRole('link', { name: 'Open No room' }).click()
  const again = await openFilm(page, page.url())
  await again.select('1.01')
  await expect(again.prompt).toHaveValue('before, after, alone')
  await expect(again.saving).toHaveText('Can’t save')

  await again.saving.click()
  await expect(page.getByRole('dialog', { name: 'Saving' })).toContainText('in this tab only until there is room')
  await page.getByRole('button', { name: 'Free some room' }).click()
  await expect(page.getByText('could go once the server answers')).toBeVisible()
  await server.restart()
  await page.getByRole('button', { name: /^Free \d/ }).click()
  await expect(page.getByText(/^Freed/)).toBeVisible()
  await page.goto(url)
  await again.select('1.01')
  await expect(again.prompt).toHaveValue('before, after, alone')
  await again.synced()
  await expect.poll(() => promptOnDevice(page)).toBe('before, after, alone')
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('last-words')))).toEqual([])
})
