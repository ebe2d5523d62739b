import { newFilm, openFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { promptOnDevice } from './helpers/device.ts'
import { clipsOnServer, filmIdOf } from './helpers/server-film.ts'

const SENTENCE = 'low tide, the lamp swings over an empty quay, gulls, a coat left on the rail, first light'

test('the server killed while somebody types: nothing is lost, here or for a newcomer', async ({
  page,
  server,
  another,
  guard,
}) => {
  guard.allowNetworkErrors()
  const film = await newFilm(page, 'Killed')
  const filmId = filmIdOf(page.url())
  const promptOnServer = async (): Promise<string> =>
    (await clipsOnServer(server.url, filmId).catch(() => []))[0]?.image_prompt ?? ''

  await film.prompt.focus()
  const typing = page.keyboard.type(SENTENCE, { delay: 30 })
  await expect.poll(async () => (await promptOnServer()).length).toBeGreaterThan(5)
  await server.kill()
  await typing
  await expect(film.prompt).toHaveValue(SENTENCE)
  await server.restart()
  await expect.poll(promptOnServer).toBe(SENTENCE)
  await film.synced()

  const newcomer = await openFilm((await another()).page, page.url())
  await expect(newcomer.prompt).toHaveValue(SENTENCE)
})

test('the server killed while somebody types, then the tab closed: the words are on the device and reach the server later', async ({
  page,
  context,
  server,
  guard,
}) => {
  guard.allowNetworkErrors()
  const film = await newFilm(page, 'Both killed')
  const url = page.url()
  await film.synced()
  await page.evaluate(() => navigator.serviceWorker.ready)
  await film.prompt.focus()
  const typing = page.keyboard.type(SENTENCE, { delay: 10 })
  await server.kill()
  await typing
  await expect.poll(() => promptOnDevice(page)).toBe(SENTENCE)
  await page.close()

  const again = await openFilm(await context.newPage(), url)
  await expect(again.prompt).toHaveValue(SENTENCE)
  await server.restart()
  await expect.poll(async () => (await clipsOnServer(server.url, filmIdOf(url)))[0]?.image_prompt).toBe(SENTENCE)
})
