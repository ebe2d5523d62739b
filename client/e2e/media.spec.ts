import { Buffer } from 'node:buffer'
import { dropFiles } from './helpers/drop-file.ts'
import { newFilm, offlineReady, openFilm, type FilmPage } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { sampleMedia } from './helpers/sample-media.ts'
import { clipsOnServer, filmIdOf } from './helpers/server-film.ts'

const { picture, video } = sampleMedia()

/** Width of the picture on a clip's card; 0 while there is none. */
function pictureWidth(film: FilmPage, number: string): Promise<number> {
  return film
    .card(number)
    .locator('img, video')
    .first()
    .evaluate((element) =>
      element instanceof HTMLVideoElement ? element.videoWidth : (element as HTMLImageElement).naturalWidth,
    )
}

test('a dropped picture and a dropped video become takes, and go to the server', async ({ page, server }) => {
  const film = await newFilm(page, 'Dropped')
  await film.addClip('Scene 1')
  await dropFiles(film.card('1.01'), [picture])
  await expect(page.getByText('Added 1 take to 1.01')).toBeVisible()
  await dropFiles(film.card('1.02'), [video])
  await expect(page.getByText('Added 1 take to 1.02')).toBeVisible()
  await expect.poll(() => pictureWidth(film, '1.01')).toBeGreaterThan(0)
  await expect.poll(() => pictureWidth(film, '1.02')).toBeGreaterThan(0)
  await expect(film.card('1.02').getByLabel('Video')).toBeVisible()

  await film.synced()
  const clips = await clipsOnServer(server.url, filmIdOf(page.url()))
  const [still, moving] = clips.map((clip) => clip.generated_content[0])
  expect(still).toMatchObject({ kind: 'image', mime: 'image/webp', source: 'imported', bytes: picture.buffer.length })
  expect(moving).toMatchObject({ kind: 'video', mime: 'video/mp4', bytes: video.buffer.length })
  await expect.poll(async () => (await fetch(`${server.url}${moving?.media}`)).status).toBe(200)
  const whole = await (await fetch(`${server.url}${moving?.media}`)).arrayBuffer()
  expect(Buffer.from(whole).equals(video.buffer)).toBe(true)
})

test('files dropped without a network are takes at once and are uploaded on return', async ({
  page,
  server,
  guard,
}) => {
  guard.allowNetworkErrors()
  const film = await newFilm(page, 'Dropped offline')
  const filmId = filmIdOf(page.url())
  await film.synced()
  await offlineReady(page)
  await server.kill()
  await dropFiles(film.card('1.01'), [picture, video])
  await expect(film.takes).toHaveCount(2)
  await expect.poll(() => pictureWidth(film, '1.01')).toBeGreaterThan(0)
  await page.reload()
  await expect(film.takes).toHaveCount(2)
  await expect.poll(() => pictureWidth(film, '1.01')).toBeGreaterThan(0)

  await server.restart()
  await expect
    .poll(
      async () => {
        const [clip] = await clipsOnServer(server.url, filmId)
        const files = (clip?.generated_content ?? []).map(
          async (take) => (await fetch(`${server.url}${take.media}`)).status,
        )
        return Promise.all(files)
      },
      { timeout: 30_000 },
    )
    .toEqual([200, 200])
})

test('a file that lies about its type is refused in words, and nothing is added', async ({ page }) => {
  const film = await newFilm(page, 'Lies')
  const lies = { name: 'poster.png', mimeType: 'image/png', buffer: Buffer.from('%PDF-1.7 no picture at all') }
  await dropFiles(film.card('1.01'), [lies])
  const alert = page.getByRole('alert').filter({ hasText: 'poster.png is not a take' })
  await expect(alert).toBeVisible()
  await expect(alert).toContainText(/picture|video/)
  await expect(film.card('1.01')).toHaveAttribute('data-state', 'empty')
  await dropFiles(film.card('1.01'), [{ ...sampleMedia().song, name: 'song.mp4' }])
  await expect(page.getByRole('alert').filter({ hasText: 'song.mp4' })).toContainText('is sound')
  await expect(film.takes).toHaveCount(0)
})

test('what another person made is seen without a network after one view: picture, and video with seeking', async ({
  page,
  server,
  another,
  guard,
}) => {
  guard.allowNetworkErrors()
  const mara = await newFilm(page, 'Seen once')
  await mara.addClip('Scene 1')
  await dropFiles(mara.card('1.01'), [picture])
  await dropFiles(mara.card('1.02'), [video])
  const filmId = filmIdOf(page.url())
  await expect
    .poll(
      async () => {
        const clips = await clipsOnServer(server.url, filmId)
        const takes = clips.flatMap((clip) => clip.generated_content)
        return Promise.all(takes.map(async (take) => (await fetch(`${server.url}${take.media}`)).status))
      },
      { timeout: 20_000 },
    )
    .toEqual([200, 200])

  const { page: other } = await another()
  await other.goto('/')
  await offlineReady(other)
  const rin = await openFilm(other, page.url())
  await expect.poll(() => pictureWidth(rin, '1.01')).toBeGreaterThan(0)
  // The still of a video is made here, from the video: that takes a while where several browsers are at work.
  await expect.poll(() => pictureWidth(rin, '1.02'), { timeout: 30_000 }).toBeGreaterThan(0)
  await expect
    .poll(() => other.evaluate(async () => (await (await caches.open('media')).keys()).length))
    .toBeGreaterThanOrEqual(2)

  await server.kill()
  await other.reload()
  await expect.poll(() => pictureWidth(rin, '1.01')).toBeGreaterThan(0)
  await rin.card('1.02').dblclick()
  const player = other.getByRole('dialog').locator('video[controls]')
  await expect.poll(() => player.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThan(1)
  const reached = await player.evaluate(async (element: HTMLVideoElement) => {
    element.pause()
    const wanted = element.duration * 0.7
    element.currentTime = wanted
    await new Promise((resolve) => element.addEventListener('seeked', resolve, { once: true }))
    return Math.abs(element.currentTime - wanted)
  })
  expect(reached).toBeLessThan(0.05)
})
