import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FilmPage, offlineReady } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

test('a cold start asks no foreign host for anything, and the sample opens on its board', async ({
  page,
  context,
  server,
}) => {
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  await page.goto('/')
  await expect(page.getByText('Sample project added')).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Open the sample' }).click()
  const film = new FilmPage(page)
  await expect(film.timeline).toBeVisible()
  await expect(film.card('3.03').locator('img, video')).toBeVisible()
  // Home then leads back to where the film was left, and greets nobody a second time.
  await expect(film.card('3.03')).toHaveAttribute('aria-selected', 'true')
  await page.getByRole('link', { name: 'Home' }).first().click()
  await expect(page.getByRole('link', { name: 'Continue at 3.03' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Or start your own' })).toHaveCount(0)
  const foreign = asked.filter((url) => !/^(data|blob):/.test(url) && new URL(url).host !== new URL(server.url).host)
  expect(foreign).toEqual([])
})

test('the browser finds nothing that keeps it from being installed', async ({
  playwright,
  launchOptions,
  server,
  guard,
}) => {
  const profile = await mkdtemp(join(tmpdir(), 'storycanvas-install-'))
  const context = await playwright.chromium.launchPersistentContext(profile, { ...launchOptions, baseURL: server.url })
  guard.watch(context)
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto('/')
  await offlineReady(page)
  const devtools = await context.newCDPSession(page)
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  const { errors, data } = await devtools.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const manifest = JSON.parse(data ?? '{}') as { icons: { purpose?: string }[]; screenshots: { form_factor: string }[] }
  expect(manifest.icons.some((icon) => icon.purpose === 'maskable')).toBe(true)
  expect(manifest.screenshots.map((shot) => shot.form_factor).sort()).toEqual(
    expect.arrayContaining(['narrow', 'wide']),
  )
  await context.close()
  await rm(profile, { recursive: true, force: true, maxRetries: 3 })
})
