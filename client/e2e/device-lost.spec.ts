import { promptOnDevice } from './helpers/device.ts'
import { newFilm, offlineReady, openFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { clipsOnServer, filmIdOf } from './helpers/server-film.ts'

test('the database deleted under the app, by another tab and by the browser, the server stopped: the open film is written again, whole', async ({
  page,
  context,
  server,
  guard,
}) => {
  guard.allowNetworkErrors()
  const film = await newFilm(page, 'Lost storage')
  const url = page.url()
  const other = await context.newPage()
  await other.goto('/manifest.webmanifest')
  await offlineReady(page)
  await film.writePrompt('the quay at night')
  await expect.poll(() => promptOnDevice(page)).toBe('the quay at night')
  await film.synced()
  await server.kill()
  await film.generate()
  await expect(film.card('1.01')).toHaveAttribute('data-state', 'queued')

  // Another tab deletes it, and gets its way at once: the app does not hold on to what goes.
  const deleted = await other.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const deleting = indexedDB.deleteDatabase('storycanvas')
        deleting.addEventListener('success', () => resolve('deleted'))
        deleting.addEventListener('blocked', () => resolve('blocked'))
      }),
  )
  expect(deleted).toBe('deleted')
  await expect(page.getByRole('alert').getByText('This browser’s storage was cleared')).toBeVisible()
  await expect.poll(() => promptOnDevice(page)).toBe('the quay at night')

  // The browser clears it, as its settings do, while somebody types.
  await film.prompt.press('Control+End')
  const typing = page.keyboard.type(', rain, a lamp', { delay: 30 })
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'indexeddb' })
  await typing
  await expect.poll(() => promptOnDevice(page)).toBe('the quay at night, rain, a lamp')

  // A new tab finds the film, in the list and whole, and the job that waits for the server.
  await page.close()
  await other.goto('/')
  await other.getByRole('link', { name: 'Open Lost storage' }).click()
  const again = await openFilm(other, other.url())
  await again.select('1.01')
  await expect(again.prompt).toHaveValue('the quay at night, rain, a lamp')
  await expect(again.card('1.01')).toHaveAttribute('data-state', 'queued')
  await server.restart()
  await again.synced()
  await expect
    .poll(async () => (await clipsOnServer(server.url, filmIdOf(url)))[0]?.image_prompt)
    .toBe('the quay at night, rain, a lamp')
})
