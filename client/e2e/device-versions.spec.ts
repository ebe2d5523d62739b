import type { Page } from 'playwright/test'
import { newFilm, offlineReady, openFilm, withoutSample } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { clipsOnServer, filmIdOf } from './helpers/server-film.ts'

/** Versions of the browser's database as the browser counts them: ten for each of the app's own. */
const OLDER = 10
const NEWER = 990

/** What a tab with another version of the app does: opens the database in its version, and lets go of it unless told not to. */
async function openAs(page: Page, version: number, options: { readonly hold: boolean }): Promise<void> {
  await page.goto('/manifest.webmanifest')
  await page.evaluate(
    ([wanted, hold]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('storycanvas', wanted)
        opening.addEventListener('error', () => reject(opening.error ?? new Error('not opened')))
        opening.addEventListener('success', () => {
          if (hold) Object.assign(window, { held: opening.result })
          else opening.result.close()
          resolve()
        })
      }),
    [version, options.hold] as const,
  )
}

test('a newer version takes the storage over from an open tab: what is typed there is kept, sent, and found after the reload that it asks for, read only', async ({
  page,
  context,
  server,
  guard,
}) => {
  guard.allowNetworkErrors()
  const film = await newFilm(page, 'Taken over')
  const id = filmIdOf(page.url())
  await film.writePrompt('before')
  await film.synced()
  await offlineReady(page)
  const promptOnServer = async (): Promise<string | undefined> => (await clipsOnServer(server.url, id))[0]?.image_prompt

  await openAs(await context.newPage(), NEWER, { hold: false })
  await expect(film.saving).toHaveText('Reload to save')
  await expect(page.getByText('A newer StoryCanvas is in use here')).toBeVisible()
  await film.prompt.press('Control+End')
  await page.keyboard.type(', during')
  await expect.poll(promptOnServer).toBe('before, during')
  await server.kill()
  await film.prompt.press('Control+End')
  await page.keyboard.type(', alone')

  await page.waitForFunction(() => Object.values(localStorage).some((text) => String(text).includes('"update"')))
  await page.getByRole('button', { name: 'Reload', exact: true }).click()
  await expect(film.prompt).toHaveValue('before, during, alone')
  await expect(film.saving).toHaveText('Reload to edit')
  await film.prompt.press('Control+End')
  await page.keyboard.type('!')
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText('Reload the app to edit it')
  await expect(film.prompt).toHaveValue('before, during, alone')
})

test('storage of a newer version in a form that cannot be read, and a tab of an older one that holds on to it, are told in words', async ({
  page,
  context,
}) => {
  await withoutSample(page)
  const older = await context.newPage()
  await openAs(older, OLDER, { hold: true })
  await page.goto('/')
  await expect(page.getByRole('alert')).toContainText('open in another tab, in an older version')
  await older.close()
  await expect(page.getByRole('button', { name: 'New project' })).toBeVisible()
  await page.close()

  const newer = await context.newPage()
  await newer.goto('/manifest.webmanifest')
  await newer.evaluate(() => indexedDB.deleteDatabase('storycanvas') && undefined)
  await openAs(newer, NEWER, { hold: false })
  await newer.goto('/')
  await expect(newer.getByRole('alert')).toContainText('A newer StoryCanvas is needed here')
  await expect(newer.getByRole('button', { name: 'Reload' })).toBeVisible()
})

test.describe('after the server was updated', () => {
  // A browser that has no service worker yet has no copy of the parts that the page asks for later.
  test.use({ serviceWorkers: 'block' })

  test('a part that is gone is told, with the reload that brings the new one; no page stays white', async ({
    page,
    guard,
  }) => {
    guard.allow(/Failed to load resource: the server responded with a status of 404/)
    guard.allow(/Failed to fetch dynamically imported module|MissingPart/)
    const film = await newFilm(page, 'Updated')
    const url = page.url()
    await film.synced()
    let gone = true
    await page.route(/\/assets\/(edit-page|main|index)-.*\.js$/, (route) =>
      gone ? route.fulfill({ status: 404 }) : route.continue(),
    )
    await page.getByRole('link', { name: 'Edit', exact: true }).click()
    const words = page.getByRole('alert').filter({ hasText: 'could not be fetched' })
    await expect(words).toContainText('Your work is safe on this device')
    gone = false
    await words.getByRole('button', { name: 'Reload' }).click()
    await openFilm(page, url)

    gone = true
    await page.goto(url)
    await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()))
    await expect(page.getByText('StoryCanvas has not started yet')).toBeVisible()
    gone = false
    await page.getByRole('link', { name: 'reload this page' }).click()
    await expect(film.cards).toHaveCount(1)
  })
})
