import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { dropFiles } from './helpers/drop-file.ts'
import { FilmPage, offlineReady, openSample, sampleComplete, withoutSample } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { startStaticHost } from './helpers/static-host.ts'

/** A browser that puts files among the downloads instead of asking for a place. */
async function withoutPicker(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'showSaveFilePicker', { value: undefined })
  })
}

/** What a film has, as its page shows it. */
async function lookAt(film: FilmPage) {
  const cards = await film.cards.evaluateAll((all) =>
    all.map((card) => [card.getAttribute('aria-label'), card.getAttribute('data-state')].join(' ')),
  )
  const stars = await film.cards.getByLabel('Starred').count()
  await film.select('3.03')
  const takes = await film.takes.evaluateAll((all) => all.map((take) => take.getAttribute('data-take')))
  const picture = film.inspector.locator('img').first()
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
  return { cards, stars, takes }
}

/** Files of this browser's own shelf: media, and recipes as they are. */
function ownFiles(page: Page): Promise<{ media: number; recipes: string[] }> {
  return page.evaluate(async () => {
    const shelf = await caches.open('own-media')
    const found = { media: 0, recipes: [] as string[] }
    for (const request of await shelf.keys()) {
      if (request.url.includes('?')) continue
      const file = await shelf.match(request)
      if (file?.headers.get('content-type') === 'application/json') found.recipes.push(await file.text())
      else found.media += 1
    }
    found.recipes.sort()
    return found
  })
}

test('[FF1] [FF8] [FF12] a film goes from one browser to another as a file, both of them offline', async ({
  another,
  guard,
}) => {
  // Two browsers and a whole film: a machine with other work to do is slow, not wrong.
  test.setTimeout(120_000)
  guard.allowNetworkErrors()
  guard.allow(/status of 404.*\/(api|media)\//)
  // A plain web host: the app without any server of ours.
  const host = await startStaticHost()
  const { page } = await another({ baseURL: host.url })
  const { page: rins } = await another({ baseURL: host.url })
  await withoutPicker(page)
  await withoutSample(rins)
  await Promise.all([page.goto('/'), rins.goto('/')])
  await Promise.all([offlineReady(page), offlineReady(rins)])
  const mara = await openSample(page)
  await sampleComplete(page)
  host.stop()

  const before = { ...(await lookAt(mara)), ...(await ownFiles(page)) }
  expect(before.recipes.length).toBeGreaterThan(50)
  await page.getByRole('button', { name: 'Salt & Neon' }).click()
  await page.getByRole('menuitem', { name: 'Save as a .storycanvas file' }).click()
  const saving = page.getByRole('dialog', { name: 'Save as a .storycanvas file' })
  await expect(saving.getByRole('radio', { name: /All takes.*82 takes and the song/ })).toBeChecked()
  const downloading = page.waitForEvent('download')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const download = await downloading
  expect(download.suggestedFilename()).toBe('Salt Neon.storycanvas')
  const saved = page.getByRole('status').filter({ hasText: 'Saved Salt Neon.storycanvas' })
  await expect(saved).toBeVisible({ timeout: 30_000 })
  await expect(saved).not.toContainText('Not in it')
  const buffer = await readFile(await download.path())
  const file = { name: 'Salt Neon.storycanvas', mimeType: '', buffer }

  // On Rin's side a damaged copy changes nothing, the whole one brings everything.
  await dropFiles(rins.getByRole('heading', { name: 'Or start your own' }), [
    { ...file, buffer: buffer.subarray(0, 300_000) },
  ])
  await expect(rins.getByRole('alert')).toContainText('Its end is missing. This file is damaged', {
    timeout: 20_000,
  })
  expect(await ownFiles(rins)).toEqual({ media: 0, recipes: [] })

  const choose = async (): Promise<void> => {
    const choosing = rins.waitForEvent('filechooser')
    await rins.getByRole('button', { name: 'Open a file' }).click()
    await (await choosing).setFiles(file)
  }
  await choose()
  const rin = new FilmPage(rins)
  await expect(rin.card('3.03')).toBeVisible({ timeout: 20_000 })
  // The picture that greets new people comes with the app; no take of the film shows it.
  expect({ ...(await lookAt(rin)), ...(await ownFiles(rins)) }).toEqual({ ...before, media: before.media - 1 })
  const playhead = rins.getByRole('slider', { name: 'Playhead' })
  const start = Number(await playhead.getAttribute('data-t'))
  await rins.keyboard.press('Space')
  await expect.poll(async () => Number(await playhead.getAttribute('data-t'))).toBeGreaterThan(start + 10)
  await rins.keyboard.press('Space')

  // The same file again: the film is here, and a copy stands beside it.
  await rins.getByRole('link', { name: 'StoryCanvas, home' }).click()
  await choose()
  const here = rins.getByRole('dialog', { name: 'Salt & Neon is here already' })
  await expect(here.getByRole('radio', { name: /Open as a copy/ })).toBeChecked()
  await here.getByRole('button', { name: 'Open the copy' }).click()
  await expect(rins.getByRole('button', { name: 'Salt & Neon copy' })).toBeVisible()
  await expect(rin.cards).toHaveCount(before.cards.length)
})

test('[FF5] a place that was chosen has the file when it is whole, and nothing when it is called off', async ({
  another,
  line,
}) => {
  const { page } = await another({ baseURL: line.url })
  // The picker itself belongs to the system; here it answers a file of the browser's own store.
  await page.addInitScript(() => {
    const pick = async ({ suggestedName }: { suggestedName: string }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true })
    Object.defineProperty(window, 'showSaveFilePicker', { value: pick })
  })
  const chosen = (): Promise<number | null> =>
    page.evaluate(async () => {
      const store = await navigator.storage.getDirectory()
      const handle = await store.getFileHandle('Salt Neon.storycanvas').catch(() => null)
      return handle && (await handle.getFile()).size
    })
  await openSample(page)
  await sampleComplete(page)
  await page.getByRole('link', { name: 'StoryCanvas, home' }).click()
  const save = async (): Promise<void> => {
    await page.getByRole('article').getByRole('button', { name: 'More for Salt & Neon' }).click()
    await page.getByRole('menuitem', { name: 'Save as a .storycanvas file' }).click()
    await page.getByRole('button', { name: 'Save the file' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  // A medium that only the server has, and a server that keeps it to itself for now.
  await page.evaluate(async () => {
    const shelf = await caches.open('own-media')
    const [file] = await shelf.keys()
    if (file) await shelf.delete(file)
  })
  line.holdRequests(/^\/media\//)
  await save()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Salt Neon.storycanvas was not saved')).toBeVisible()
  expect(await chosen()).toBeNull()
  line.letPass()
  await save()
  await expect(page.getByText('Saved Salt Neon.storycanvas')).toBeVisible({ timeout: 30_000 })
  expect(await chosen()).toBeGreaterThan(4_000_000)
})
