import { newFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { clipsOnServer, filmIdOf } from './helpers/server-film.ts'

test('a character is made, put into a clip and composed into its take, and the take says so', async ({
  page,
  server,
}) => {
  const film = await newFilm(page, 'Composed')
  await film.writePrompt('a pier at dusk')
  const board = page.url()
  await film.inspector.getByRole('link', { name: 'Make a character' }).click()
  await page.getByRole('button', { name: 'New character' }).first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Hero')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Always in the prompt' }).fill('a tall woman in a red coat')
  await page.getByRole('textbox', { name: 'Never' }).focus()
  await expect(page.getByRole('navigation', { name: 'Pages of this film' })).toBeHidden()
  await page.getByRole('button', { name: 'Add to 1 selected clip' }).click()
  await expect(page.getByText('In 1.01')).toBeVisible()

  await page.getByRole('link', { name: 'Back to Composed' }).click()
  await expect(film.inspector.locator('[data-character]')).toHaveText('Hero')
  await film.inspector.getByText('What the model is told').click()
  await expect(film.inspector.locator('[data-composed]')).toHaveText('a pier at dusk, a tall woman in a red coat')
  await expect(film.prompt).toHaveValue('a pier at dusk')
  await film.generate()
  await expect(film.takes).toHaveCount(1)
  await expect.poll(async () => (await clipsOnServer(server.url, filmIdOf(board)))[0]?.generated_content.length).toBe(1)
  const [clip] = await clipsOnServer(server.url, filmIdOf(board))
  expect(clip?.character_ids).toHaveLength(1)
  await film.inspector.getByRole('button', { name: 'Open the viewer on 1.01' }).click()
  await expect(page.getByText('a pier at dusk, a tall woman in a red coat').last()).toBeVisible()
  await expect(page.getByText('Cast', { exact: true }).last()).toBeVisible()
})

test('two people keep the studio’s library, and what one throws away comes back', async ({ page, another }) => {
  await page.goto('/styles')
  await page.getByRole('button', { name: 'New style' }).first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Neon wet street')
  await page.keyboard.press('Enter')
  const rin = (await another()).page
  await rin.goto('/styles')
  await rin.getByRole('link', { name: /Neon wet street/ }).click()
  await rin.getByRole('textbox', { name: 'Behind the prompt' }).fill('thin rain, anamorphic')
  await rin.getByRole('textbox', { name: 'Name' }).focus()
  await expect(page.getByRole('textbox', { name: 'Behind the prompt' })).toHaveValue('thin rain, anamorphic')
  await page.getByRole('button', { name: 'Delete style' }).click()
  await expect(rin.getByRole('heading', { name: 'No styles yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await expect(rin.getByRole('link', { name: /Neon wet street/ })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Behind the prompt' })).toHaveValue('thin rain, anamorphic')
})
