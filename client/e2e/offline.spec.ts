import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newFilm, offlineReady, openFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

test('cold start without a network, also after the browser was closed; edits merge and a waiting job is sent on return', async ({
  playwright,
  launchOptions,
  viewport,
  line,
  server,
  another,
  guard,
}) => {
  guard.allowNetworkErrors()
  const profile = await mkdtemp(join(tmpdir(), 'storycanvas-profile-'))
  const launch = async () => {
    const context = await playwright.chromium.launchPersistentContext(profile, {
      ...launchOptions,
      viewport,
      baseURL: line.url,
    })
    guard.watch(context)
    return context
  }

  let context = await launch()
  let mara = await newFilm(context.pages()[0] ?? (await context.newPage()), 'Cold start')
  await mara.writePrompt('the ferry leaves')
  await mara.synced()
  await offlineReady(mara.page)
  const { pathname } = new URL(mara.page.url())
  const rin = await openFilm((await another()).page, `${server.url}${pathname}`)

  await line.cut()
  await mara.page.close()
  const cold = await context.newPage()
  await cold.goto('/')
  await cold.getByRole('link', { name: 'Open Cold start' }).click()
  mara = await openFilm(cold, cold.url())
  await mara.addScene()
  await context.close()

  context = await launch()
  mara = await openFilm(await context.newPage(), `${line.url}${pathname}`)
  await expect(mara.cards).toHaveCount(2)
  await mara.select('1.01')
  await mara.prompt.press('Control+End')
  await mara.prompt.pressSequentially(' without her')
  await mara.generate()
  await expect(mara.card('1.01')).toHaveAttribute('data-state', 'queued')
  await expect(mara.saving).toHaveAttribute('data-sync', 'offline')

  await rin.addClip('Scene 1')
  await rin.writePrompt('an empty pier')
  await expect(rin.cards).toHaveCount(2)

  await line.mend()
  await expect(mara.cards).toHaveCount(3, { timeout: 20_000 })
  await expect(mara.card('1.01')).toHaveAttribute('data-state', 'take', { timeout: 20_000 })
  await expect(rin.cards).toHaveCount(3)
  await expect(rin.card('1.01')).toHaveAttribute('data-state', 'take')
  await rin.select('1.01')
  await expect(rin.prompt).toHaveValue('the ferry leaves without her')
  await mara.select('1.02')
  await expect(mara.prompt).toHaveValue('an empty pier')
  expect(await rin.order()).toEqual(await mara.order())
  await mara.synced()

  await context.close()
  await rm(profile, { recursive: true, force: true, maxRetries: 3 })
})

test('every page of the app starts cold without the server', async ({ page, context, server, guard }) => {
  guard.allowNetworkErrors()
  await newFilm(page, 'All pages')
  await offlineReady(page)
  const film = new URL(page.url()).pathname
  await page.close()
  await server.kill()
  for (const [path, found] of [
    ['/', 'All projects'],
    ['/queue', 'Servers'],
    ['/settings/storage', 'Storage'],
    [film.replace('/board', '/edit'), 'All pages'],
    [film.replace('/board', '/versions'), 'Save a version'],
  ] as const) {
    const cold = await context.newPage()
    await cold.goto(path)
    await expect(cold.getByText(found).first()).toBeVisible()
    await cold.close()
  }
})
