import type { Locator, Page } from 'playwright/test'
import { newFilm, offlineReady, openSample, sampleComplete, type FilmPage } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

/** A clip on the video track. */
const block = (film: FilmPage, number: string): Locator =>
  film.timeline.getByRole('option', { name: new RegExp(`^${number.replace('.', '\\.')}[ ,]`) })

/** "starts 00:04:00, 4.0 seconds" of a clip, in frames at 24 a second. */
async function place(film: FilmPage, number: string): Promise<{ start: number; length: number }> {
  const name = (await block(film, number).getAttribute('aria-label')) ?? ''
  const [, minutes, seconds, frames] = /starts (\d+):(\d\d):(\d\d)/.exec(name) ?? []
  const [, length] = /, ([\d.]+) seconds/.exec(name) ?? []
  return {
    start: (Number(minutes) * 60 + Number(seconds)) * 24 + Number(frames),
    length: Math.round(Number(length) * 24),
  }
}

async function edgeOf(film: FilmPage, number: string, edge: 'start' | 'end'): Promise<{ x: number; y: number }> {
  const box = await block(film, number).boundingBox()
  if (!box) throw new Error(`${number} is not on screen`)
  return { x: edge === 'start' ? box.x + 2 : box.x + box.width - 2, y: box.y + box.height / 2 }
}

/** Drags with the mouse; `before` runs while the button is still down. */
async function drag(
  page: Page,
  from: { x: number; y: number },
  dx: number,
  before: () => Promise<void> = async () => undefined,
): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + dx / 2, from.y, { steps: 4 })
  await page.mouse.move(from.x + dx, from.y, { steps: 4 })
  await before()
  await page.mouse.up()
}

/** Three clips of four seconds, the middle one selected, without snapping. */
async function threeClips(page: Page): Promise<FilmPage> {
  const film = await newFilm(page, 'Cut')
  await film.addClip('Scene 1')
  await film.addClip('Scene 1')
  await block(film, '1.02').click()
  await expect(block(film, '1.02')).toHaveAttribute('aria-selected', 'true')
  await film.timeline.getByRole('button', { name: 'Snap', exact: true }).click()
  return film
}

/** Pixels of one frame on the timeline. */
async function pxPerFrame(film: FilmPage): Promise<number> {
  const box = await block(film, '1.01').boundingBox()
  return ((box?.width ?? 0) + 1) / (await place(film, '1.01')).length
}

test('in select mode a trim leaves a gap and what follows stays; undo is one step', async ({ page }) => {
  const film = await threeClips(page)
  const px = await pxPerFrame(film)
  await drag(page, await edgeOf(film, '1.02', 'end'), -24 * px)
  await expect.poll(() => place(film, '1.02')).toEqual({ start: 96, length: 72 })
  expect(await place(film, '1.03')).toEqual({ start: 192, length: 96 })
  await expect(film.timeline.getByRole('button', { name: /^Gap of 1\.0 s before 1\.03/ })).toBeVisible()
  await film.undo()
  await expect.poll(() => place(film, '1.02')).toEqual({ start: 96, length: 96 })

  await drag(page, await edgeOf(film, '1.02', 'start'), 24 * px)
  await expect.poll(() => place(film, '1.02')).toEqual({ start: 120, length: 72 })
  expect(await place(film, '1.03')).toEqual({ start: 192, length: 96 })
})

test('in trim mode all that follows moves by the same frames', async ({ page }) => {
  const film = await threeClips(page)
  await film.timeline.getByRole('button', { name: 'Trim mode' }).click()
  const px = await pxPerFrame(film)
  await drag(page, await edgeOf(film, '1.02', 'end'), -24 * px)
  await expect.poll(() => place(film, '1.02')).toEqual({ start: 96, length: 72 })
  await expect.poll(() => place(film, '1.03')).toEqual({ start: 168, length: 96 })
  const now = await pxPerFrame(film)
  await drag(page, await edgeOf(film, '1.02', 'start'), 24 * now)
  await expect.poll(() => place(film, '1.02')).toEqual({ start: 96, length: 48 })
  await expect.poll(() => place(film, '1.03')).toEqual({ start: 144, length: 96 })
})

test('Escape in mid-drag puts everything back and leaves nothing to undo', async ({ page }) => {
  const film = await threeClips(page)
  const px = await pxPerFrame(film)
  await drag(page, await edgeOf(film, '1.02', 'end'), -36 * px, async () => {
    await expect.poll(() => place(film, '1.02')).toEqual({ start: 96, length: 60 })
    await page.keyboard.press('Escape')
    await expect.poll(() => place(film, '1.02')).toEqual({ start: 96, length: 96 })
  })
  expect(await place(film, '1.02')).toEqual({ start: 96, length: 96 })
  await expect(block(film, '1.02')).toHaveAttribute('aria-selected', 'true')
  await film.undo()
  await expect(film.cards).toHaveCount(2)
})

test('an edge near the playhead snaps to it, and N in mid-drag frees it', async ({ page }) => {
  const film = await threeClips(page)
  await film.timeline.getByRole('button', { name: 'Snap', exact: true }).click()
  const px = await pxPerFrame(film)
  await film.timeline.getByRole('button', { name: /^Go to time/ }).click()
  await page.keyboard.type('0:07:00')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('slider', { name: 'Playhead' })).toHaveAttribute('data-t', '168')
  const from = await edgeOf(film, '1.02', 'end')
  await drag(page, from, -22 * px, async () => {
    await expect.poll(async () => (await place(film, '1.02')).length).toBe(72)
    await page.keyboard.press('n')
    await expect.poll(async () => (await place(film, '1.02')).length).not.toBe(72)
    await page.keyboard.press('n')
    await expect.poll(async () => (await place(film, '1.02')).length).toBe(72)
  })
  await expect.poll(() => place(film, '1.02')).toEqual({ start: 96, length: 72 })
})

test('clips are reordered by dragging them along the track', async ({ page }) => {
  const film = await threeClips(page)
  const box = await block(film, '1.03').boundingBox()
  if (!box) throw new Error('1.03 is not on screen')
  await drag(page, { x: box.x + box.width / 2, y: box.y + box.height / 2 }, -box.width * 2.3)
  await expect.poll(() => film.order()).toEqual(['1.03', '1.01', '1.02'])
  await expect.poll(() => place(film, '1.03')).toEqual({ start: 0, length: 96 })
  await film.undo()
  await expect.poll(() => film.order()).toEqual(['1.01', '1.02', '1.03'])
})

test('zoom keeps the frame under the pointer, the whole film comes back, and the ruler seeks', async ({ page }) => {
  const film = await threeClips(page)
  const before = await block(film, '1.02').boundingBox()
  if (!before) throw new Error('1.02 is not on screen')
  const at = { x: before.x + before.width / 2, y: before.y + before.height / 2 }
  await page.mouse.move(at.x, at.y)
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -200)
  await page.keyboard.up('Control')
  await expect
    .poll(async () => (await block(film, '1.02').boundingBox())?.width ?? 0)
    .toBeGreaterThan(before.width * 1.2)
  const after = await block(film, '1.02').boundingBox()
  expect(Math.abs((after?.x ?? 0) + (after?.width ?? 0) / 2 - at.x)).toBeLessThan(2)
  await page.keyboard.press('Shift+z')
  await expect.poll(async () => (await block(film, '1.02').boundingBox())?.width).toBe(before.width)

  const lanes = await film.timeline.getByRole('listbox', { name: 'Video track' }).boundingBox()
  if (!lanes) throw new Error('the track is not on screen')
  const scenes = await film.timeline.getByRole('button', { name: /Scene 1/ }).boundingBox()
  await page.mouse.click(at.x, (scenes?.y ?? lanes.y) - 8)
  await expect
    .poll(async () => Number(await page.getByRole('slider', { name: 'Playhead' }).getAttribute('data-t')))
    .toBeCloseTo(144, -1)
})

test('playing with the song moves the playhead, with its place in words; also without the server', async ({
  page,
  server,
  guard,
}) => {
  guard.allowNetworkErrors()
  const film = await openSample(page)
  await expect(film.timeline).toBeVisible()
  const playhead = page.getByRole('slider', { name: 'Playhead' })
  const at = async (): Promise<number> => Number(await playhead.getAttribute('data-t'))
  await film.timeline.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(at).toBeGreaterThan(24)
  await film.timeline.getByRole('button', { name: 'Pause' }).click()
  await expect(playhead).toHaveAttribute('aria-valuetext', /^\d\d:\d\d:\d\d, bar \d+ beat \d, in 1\.0\d /)

  await sampleComplete(page)
  await offlineReady(page)
  await server.kill()
  await page.reload()
  const stopped = await at()
  await film.timeline.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(at).toBeGreaterThan(stopped + 24)
  await film.timeline.getByRole('button', { name: 'Pause' }).click()
})
