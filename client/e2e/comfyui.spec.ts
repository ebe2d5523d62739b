import type { Page } from 'playwright/test'
import type { FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { newFilm, type FilmPage } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { clipsOnServer, filmIdOf, jobsOnServer } from './helpers/server-film.ts'

/** Adds the pretended ComfyUI on the Queue page, tested first, as a person would. */
async function connect(page: Page, comfy: FakeComfy): Promise<void> {
  await page.goto('/queue')
  await page.getByRole('button', { name: 'Add server' }).click()
  const dialog = page.getByRole('dialog', { name: 'Connect ComfyUI' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill(comfy.url)
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Attic')
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog.getByText('ComfyUI 0.8.0')).toBeVisible()
  await expect(dialog.getByText(/models?, \d+ ready to use/)).toContainText('Flux Dev')
  await dialog.getByRole('button', { name: 'Add server' }).click()
  await expect(page.getByRole('heading', { name: 'Attic' })).toBeVisible()
  await expect(page.locator('[data-state=online]').filter({ hasText: 'Attic' })).toBeVisible()
}

/** A film whose clip is to be made by flux_dev on the connected server. */
async function fluxFilm(page: Page, comfy: FakeComfy, name: string): Promise<FilmPage> {
  await connect(page, comfy)
  const film = await newFilm(page, name)
  await film.writePrompt('a lighthouse at dusk, wet rocks, 35 mm')
  await film.chooseModel('flux1-dev-fp8.safetensors')
  return film
}

const card = (film: FilmPage) => film.card('1.01')

test('a server is added with Test, a wrong address is named with its fix', async ({ page, comfy }) => {
  await page.goto('/queue')
  await page.getByRole('button', { name: 'Add server' }).click()
  const dialog = page.getByRole('dialog', { name: 'Connect ComfyUI' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:9')
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog.getByText(/nothing|answer|listen|refused/i).last()).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('No ComfyUI server yet')).toBeVisible()
  await connect(page, comfy)
})

test('flux_dev: steps and a preview while it runs, then the take, then a second one', async ({ page, comfy }) => {
  const film = await fluxFilm(page, comfy, 'Flux')
  await comfy.control({ set: { holdAtStep: 3 } })
  const size = await card(film).boundingBox()
  await film.generate()
  await expect(card(film)).toHaveAttribute('data-state', 'running')
  await expect(card(film).getByText(/^Step 3 of \d+$/)).toBeVisible()
  const preview = card(film).locator('img')
  await expect.poll(() => preview.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  expect(await card(film).boundingBox()).toEqual(size)

  await comfy.control({ set: { holdAtStep: null }, action: { type: 'release' } })
  await expect(card(film)).toHaveAttribute('data-state', 'take')
  await expect(film.takes).toHaveCount(1)
  await expect(card(film).locator('.picture-tag', { hasText: 'Sketch' })).toHaveCount(0)
  await film.generate()
  await expect(film.takes).toHaveCount(2)
  expect((await comfy.state()).posted).toHaveLength(2)

  await card(film).dblclick()
  const viewer = page.getByRole('dialog')
  await expect(viewer.getByText('a lighthouse at dusk')).toBeVisible()
  await expect(viewer.getByText('Attic')).toBeVisible()
})

test('a running take is cancelled, and ComfyUI stops working on it', async ({ page, comfy }) => {
  const film = await fluxFilm(page, comfy, 'Cancel')
  await comfy.control({ set: { holdAtStep: 2 } })
  await film.generate()
  await expect(card(film).getByText(/^Step 2 of/)).toBeVisible()
  await page.getByRole('link', { name: /^Queue/ }).click()
  await page.getByRole('button', { name: 'Cancel 1.01' }).click()
  await expect(page.getByText('Cancelled 1.01')).toBeVisible()
  await expect(page.getByText('No takes are being made')).toBeVisible()
  await expect.poll(async () => (await comfy.state()).running).toBeNull()
  await page.goBack()
  await expect(card(film)).toHaveAttribute('data-state', 'empty')
})

test('out of memory: the reason in words, the raw text on request, and Retry makes the take', async ({
  page,
  comfy,
}) => {
  const film = await fluxFilm(page, comfy, 'Memory')
  await comfy.control({ runFault: { kind: 'out-of-memory', times: 1, atStep: 2 } })
  await film.generate()
  await expect(card(film)).toHaveAttribute('data-state', 'failed')
  await expect(card(film).getByText(/out of GPU memory/i)).toBeVisible()

  await page.getByRole('link', { name: /^Queue/ }).click()
  await expect(page.getByText(/out of GPU memory/i)).toBeVisible()
  await page.getByRole('button', { name: 'Details of 1.01' }).click()
  await expect(page.getByText(/OutOfMemory/)).toBeVisible()
  await page.goBack()
  await card(film)
    .getByRole('button', { name: /^Retry/ })
    .click()
  await expect(card(film)).toHaveAttribute('data-state', 'take')
  await expect(film.takes).toHaveCount(1)
})

test('ComfyUI gone in mid-job and back: the take is made again and arrives once', async ({ page, comfy, server }) => {
  const film = await fluxFilm(page, comfy, 'Gone and back')
  await comfy.control({ set: { holdAtStep: 2 } })
  await film.generate()
  await expect(card(film).getByText(/^Step 2 of/)).toBeVisible()
  await comfy.kill()
  await comfy.restart()
  await expect(card(film)).toHaveAttribute('data-state', 'take', { timeout: 40_000 })
  await expect(film.takes).toHaveCount(1)
  const [job] = await jobsOnServer(server.url)
  expect(job).toMatchObject({ status: 'done', attempts: 2 })
})

test('the sync server killed in mid-job and started again: the job ends once, with one take', async ({
  page,
  comfy,
  server,
  guard,
}) => {
  guard.allowNetworkErrors()
  const film = await fluxFilm(page, comfy, 'Killed in mid-job')
  const filmId = filmIdOf(page.url())
  await comfy.control({ set: { holdAtStep: 2 } })
  await film.generate()
  await expect(card(film).getByText(/^Step 2 of/)).toBeVisible()
  await server.kill()
  await comfy.control({ set: { holdAtStep: null }, action: { type: 'release' } })
  await server.restart()
  await expect(card(film)).toHaveAttribute('data-state', 'take', { timeout: 30_000 })
  await expect(film.takes).toHaveCount(1)
  const [clip] = await clipsOnServer(server.url, filmId)
  expect(clip?.generated_content).toHaveLength(1)
  expect((await comfy.state()).posted).toHaveLength(1)
})
