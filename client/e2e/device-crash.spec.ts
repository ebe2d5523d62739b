import { killTab } from './helpers/kill-tab.ts'
import { newFilm, offlineReady, openFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

const ROUNDS = 4
/** What was typed this long before the end is on the disk, on a machine that has other work to do. */
const SURELY_WRITTEN_MS = 1_000

test('a tab killed again and again while somebody types, the server stopped: nothing that was saved is gone, and next to nothing that was not', async ({
  page,
  context,
  server,
  guard,
}) => {
  test.setTimeout(120_000)
  guard.allowNetworkErrors()
  let film = await newFilm(page, 'Killed tab')
  const url = page.url()
  await offlineReady(page)
  await server.kill()
  let written = ''
  for (let round = 0; round < ROUNDS; round += 1) {
    const sentence = `round ${round}: the lamp swings over the quay; `
    const at: number[] = []
    await film.prompt.press('Control+End')
    if (round % 2 === 0) {
      // Even rounds: what the app has called saved, and more typed into the kill.
      await film.page.keyboard.type(sentence)
      await film.page.keyboard.press('Control+s')
      await expect(film.page.getByText('Saved on this device', { exact: true })).toBeVisible()
      written += sentence
    }
    const typing = (async () => {
      for (const letter of sentence) {
        await film.page.keyboard.type(letter)
        at.push(Date.now())
      }
    })().catch(() => undefined)
    await film.page.waitForTimeout(round % 2 === 0 ? 40 * round : 1_300 + 50 * round)
    await killTab(film.page)
    const end = Date.now()
    await typing

    film = await openFilm(await context.newPage(), url)
    await film.select('1.01')
    const found = await film.prompt.inputValue()
    const sure = at.filter((time) => end - time > SURELY_WRITTEN_MS).length
    expect(found.slice(0, written.length), `round ${round}`).toBe(written)
    expect(sentence.startsWith(found.slice(written.length)), `round ${round}: ${found}`).toBe(true)
    expect(found.length - written.length, `round ${round}: ${at.length} typed`).toBeGreaterThanOrEqual(sure)
    written = found
  }

  // A tab that saw the words of one that died at once keeps them, and what is built on them.
  const second = await openFilm(await context.newPage(), url)
  await second.select('1.01')
  await film.prompt.press('Control+End')
  await film.page.keyboard.insertText('told')
  await expect(second.prompt).toHaveValue(`${written}told`)
  await killTab(film.page)
  await second.prompt.press('Control+End')
  await second.page.keyboard.insertText(', and heard')
  await second.page.reload()
  await second.select('1.01')
  await expect(second.prompt).toHaveValue(`${written}told, and heard`)
  await server.restart()
  await second.synced()
})

test('undo goes on after a reload, over what others did meanwhile', async ({ page, another }) => {
  const film = await newFilm(page, 'Undo')
  await film.writePrompt('a boat in the fog')
  await film.writePrompt('a red boat')
  await film.addClip('Scene 1')
  await film.synced()
  const rin = await openFilm((await another()).page, page.url())
  await rin.addClip('Scene 1')
  await expect(film.cards).toHaveCount(3)

  await page.reload()
  await expect(film.cards).toHaveCount(3)
  await film.undo()
  await expect(film.cards).toHaveCount(2)
  await film.select('1.01')
  await film.undo()
  await expect(film.prompt).toHaveValue('')
  await page.locator('[aria-keyshortcuts="Control+Shift+Z"]').click()
  await expect(film.prompt).toHaveValue('a red boat')
  await expect(film.card('1.03')).toBeVisible()
})
