import type { Page } from 'playwright/test'
import { newFilm, openFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

async function callMyself(page: Page, name: string): Promise<void> {
  await page.goto('/settings/you')
  await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await page.keyboard.press('Enter')
}

const caret = (page: Page): Promise<number> =>
  page.getByRole('textbox', { name: 'Image prompt' }).evaluate((field: HTMLTextAreaElement) => field.selectionStart)

test('two people type into one prompt at once: both texts survive and each caret stays at its words', async ({
  page,
  another,
}) => {
  const mara = await newFilm(page, 'One prompt')
  await mara.writePrompt(' harbour ')
  await mara.synced()
  const rin = await openFilm((await another()).page, page.url())
  await expect(rin.prompt).toHaveValue(' harbour ')

  await mara.prompt.focus()
  await page.keyboard.press('Control+Home')
  await rin.prompt.focus()
  await rin.page.keyboard.press('Control+End')
  const before = 'cold morning over the'
  const after = 'with one red boat coming home'
  await Promise.all([page.keyboard.type(before, { delay: 25 }), rin.page.keyboard.type(after, { delay: 20 })])

  const whole = `${before} harbour ${after}`
  await expect(mara.prompt).toHaveValue(whole)
  await expect(rin.prompt).toHaveValue(whole)
  await expect.poll(() => caret(page)).toBe(before.length)
  await expect.poll(() => caret(rin.page)).toBe(whole.length)
})

test('people see who else is here, where, and what they have selected', async ({ page, another }) => {
  await callMyself(page, 'Mara')
  const { page: other } = await another()
  await callMyself(other, 'Rin')
  const mara = await newFilm(page, 'Who is here')
  await mara.addClip('Scene 1')
  await mara.synced()
  const rin = await openFilm(other, page.url())

  await expect(page.getByRole('button', { name: '1 person here: Rin' })).toBeVisible()
  await expect(other.getByRole('button', { name: '1 person here: Mara' })).toBeVisible()
  await rin.select('1.01')
  await expect(mara.card('1.01').getByText('Rin')).toBeVisible()
  await mara.select('1.02')
  await expect(rin.card('1.02').getByText('Mara')).toBeVisible()
  await expect(rin.card('1.01').getByText('Mara')).toHaveCount(0)

  await page.getByRole('button', { name: '1 person here: Rin' }).click()
  await expect(page.getByRole('dialog', { name: 'People here' }).getByText('on the board')).toBeVisible()
  await other.close()
  await expect(page.getByRole('button', { name: /person here/ })).toHaveCount(0)
})

test('undo takes back only what this person did', async ({ page, another }) => {
  const mara = await newFilm(page, 'Whose undo')
  await mara.addClip('Scene 1')
  await mara.synced()
  const rin = await openFilm((await another()).page, page.url())
  await expect(rin.cards).toHaveCount(2)
  await rin.addScene()
  await expect(mara.cards).toHaveCount(3)

  await mara.undo()
  await expect(mara.cards).toHaveCount(2)
  await expect(rin.cards).toHaveCount(2)
  await expect(rin.scene('Scene 2')).toBeVisible()
  await expect(mara.scene('Scene 2')).toBeVisible()
})
