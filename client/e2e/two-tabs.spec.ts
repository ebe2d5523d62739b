import { newFilm, offlineReady, openFilm } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

test('two tabs share every edit at once while the server is stopped', async ({ page, context, server, guard }) => {
  guard.allowNetworkErrors()
  const first = await newFilm(page, 'Two tabs')
  await offlineReady(page)
  await server.kill()

  const second = await openFilm(await context.newPage(), page.url())
  await first.prompt.pressSequentially('salt on the window')
  await expect(second.prompt).toHaveValue('salt on the window')
  await second.addClip('Scene 1')
  await expect(first.cards).toHaveCount(2)
  await second.prompt.pressSequentially('neon in the rain')
  await first.select('1.02')
  await expect(first.prompt).toHaveValue('neon in the rain')

  await first.page.reload()
  await expect(first.cards).toHaveCount(2)
  await first.select('1.01')
  await expect(first.prompt).toHaveValue('salt on the window')
})

test('undo in one tab leaves what the other tab did', async ({ page, context, server, guard }) => {
  guard.allowNetworkErrors()
  const first = await newFilm(page, 'Undo of two')
  await offlineReady(page)
  await server.kill()
  const second = await openFilm(await context.newPage(), page.url())

  await first.addClip('Scene 1')
  await expect(second.cards).toHaveCount(2)
  await second.addClip('Scene 1')
  await expect(first.cards).toHaveCount(3)
  await first.undo()
  await expect(second.cards).toHaveCount(2)
  expect(await second.order()).toEqual(await first.order())
  await expect(first.card('1.03')).toBeVisible()
})
