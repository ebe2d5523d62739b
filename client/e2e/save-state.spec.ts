import type { Page } from 'playwright/test'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import { newFilm, offlineReady, openFilm, type FilmPage } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'
import { sampleMedia } from './helpers/sample-media.ts'
import { clipsOnServer, filmIdOf } from './helpers/server-film.ts'
import { startStaticHost } from './helpers/static-host.ts'

/** Waits for a state of the indicator and its label, then reads what it says on press. */
async function stands(film: FilmPage, kind: string, label: string | RegExp): Promise<string> {
  await expect(film.saving).toHaveAttribute('data-sync', kind, { timeout: 15_000 })
  await expect(film.saving).toHaveText(label)
  await film.saving.click()
  const popover = film.page.getByRole('dialog', { name: 'Saving' })
  const words = (await popover.getByRole('listitem').first().innerText()).replaceAll('\n', ' ')
  await film.page.keyboard.press('Escape')
  await expect(popover).toHaveCount(0)
  return words
}

async function refuseWith(page: Page, code: number, reason: string): Promise<void> {
  await page.routeWebSocket(/\/sync\//, (socket) => void socket.close({ code, reason }))
}

test('without any server: "On this device"', async ({ page, guard }) => {
  guard.allow(/Failed to load resource: the server responded with a status of 404/)
  guard.allowNetworkErrors()
  guard.allow(/WebSocket connection to/)
  const host = await startStaticHost()
  await page.goto(host.url)
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('button', { name: 'Make the film' }).click()
  await page.waitForURL(/\/p\//)
  const film = await openFilm(page, page.url())
  expect(await stands(film, 'on-device', 'On this device')).toContain('Saved on this device only')
  host.stop()
})

test('syncing switched off: "On this device", and nothing leaves the browser until it is on again', async ({
  page,
  server,
}) => {
  const film = await newFilm(page, 'Off')
  await film.synced()
  await offlineReady(page)
  const path = new URL(page.url()).pathname
  await page.goto('/settings/sync')
  await page.getByRole('switch', { name: 'Sync with the server of this page' }).click()
  const sent: string[] = []
  page.context().on('request', (request) => {
    const { pathname } = new URL(request.url())
    // What a worker answers from this device was asked of no server.
    const isOurs = request.serviceWorker() !== null || !pathname.startsWith('/media/')
    if (isOurs && /^\/(api|sync|media)\//.test(pathname)) sent.push(request.url())
  })
  page.on('websocket', (socket) => sent.push(socket.url()))
  await page.goto(path)
  await film.select('1.01')
  await film.prompt.fill('a pier at dusk')
  const thumb = `/media/${'a'.repeat(64)}?width=320`
  expect(await page.evaluate(async (url) => (await fetch(url)).status, thumb)).toBe(204)
  expect(await stands(film, 'on-device', 'On this device')).toMatch(/changes? waits? until it is on again/)
  expect(sent).toEqual([])
  expect((await clipsOnServer(server.url, filmIdOf(page.url())))[0]?.image_prompt).toBe('')

  await film.saving.click()
  await page.getByRole('button', { name: 'Set up sync' }).click()
  await page.getByRole('switch', { name: 'Sync with the server of this page' }).click()
  await page.goto(path)
  await film.synced()
  expect((await clipsOnServer(server.url, filmIdOf(page.url())))[0]?.image_prompt).toBe('a pier at dusk')
})

test('in step: "Synced"', async ({ page }) => {
  const film = await newFilm(page, 'Synced')
  expect(await stands(film, 'synced', 'Synced')).toMatch(/Synced \d\d:\d\d/)
})

test('changes that the server has not confirmed for a second: "Saving 1"', async ({ page, line }) => {
  const film = await newFilm(page, 'Saving')
  const path = new URL(page.url()).pathname
  await film.synced()
  await page.goto(`${line.url}${path}`)
  await film.synced()
  await film.select('1.01')
  line.holdSending()
  await film.prompt.pressSequentially('k')
  expect(await stands(film, 'saving', 'Saving 1')).toContain('1 change on its way')
  line.letSend()
  await stands(film, 'synced', 'Synced')
})

test('picked takes on their way to this device: "Getting 1 take"', async ({ page, line, another }) => {
  const mara = await newFilm(page, 'Getting')
  await mara.inspector.getByLabel('Add pictures or videos as takes').setInputFiles({ ...sampleMedia().video })
  await expect(mara.takes).toHaveCount(1)
  await mara.synced()
  line.holdRequests(/^\/media\//)
  const rin = await openFilm((await another()).page, `${line.url}${new URL(page.url()).pathname}`)
  expect(await stands(rin, 'getting', 'Getting 1 take')).toMatch(/1 take, \d+ MB/)
  line.letPass()
  await stands(rin, 'synced', 'Synced')
})

test('a broken line: "Reconnecting", then, once the network is gone, "Offline, 1 waiting"; nothing is red', async ({
  page,
  context,
  server,
  guard,
}) => {
  guard.allowNetworkErrors()
  const film = await newFilm(page, 'Broken line')
  await film.synced()
  await offlineReady(page)
  await server.kill()
  expect(await stands(film, 'reconnecting', 'Reconnecting')).toContain('Try now')
  await context.setOffline(true)
  await stands(film, 'offline', 'Offline')
  await film.prompt.pressSequentially('k')
  expect(await stands(film, 'offline', 'Offline, 1 waiting')).toContain('1 change waits on this device')
  await expect(film.saving).not.toHaveClass(/text-bad/)
  await context.setOffline(false)
  await server.restart()
  await stands(film, 'synced', 'Synced')
})

test('one sentence changed on both sides: "2 versions", and both texts survive', async ({
  page,
  line,
  server,
  another,
  guard,
}) => {
  guard.allowNetworkErrors()
  const rin = await newFilm(page, 'Two versions')
  await rin.writePrompt('A boat in the fog.')
  await rin.synced()
  const path = new URL(page.url()).pathname
  const mara = await openFilm((await another()).page, `${line.url}${path}`)
  await mara.select('1.01')
  await expect(mara.prompt).toHaveValue('A boat in the fog.')
  await mara.synced()

  await line.cut()
  await expect(mara.saving).toHaveAttribute('data-sync', 'reconnecting')
  await mara.writePrompt('A red boat in the fog.')
  await rin.writePrompt('A boat in the rain.')
  await expect
    .poll(async () =>
      (await (await fetch(`${server.url}/api/v1/projects/${path.split('/')[2]}/clips`)).text()).includes('rain'),
    )
    .toBe(true)
  await line.mend()
  expect(await stands(mara, 'two-versions', '2 versions')).toContain('changed the same sentence in 1.01')

  await mara.saving.click()
  await mara.page.getByRole('button', { name: 'Show versions' }).click()
  const dialog = mara.page.getByRole('dialog', { name: 'Two versions of one text' })
  await expect(dialog.getByRole('radio').nth(0)).toContainText('A red boat in the fog.')
  await expect(dialog.getByRole('radio').nth(1)).toContainText('A boat in the rain.')
  await dialog.getByRole('button', { name: 'Keep both' }).click()
  await expect(mara.prompt).toHaveValue('A red boat in the fog.\nA boat in the rain.')
  await expect(rin.prompt).toHaveValue('A red boat in the fog.\nA boat in the rain.')
  await stands(mara, 'synced', 'Synced')
})

test('a session that ended: "Sign in to sync"', async ({ page }) => {
  const film = await newFilm(page, 'Signed out')
  await film.synced()
  await refuseWith(page, CloseCode.signIn, 'sign in')
  await page.reload()
  expect(await stands(film, 'sign-in', 'Sign in to sync')).toContain('Work is safe here')
})

test('a server that refuses: "Can’t sync", with the reason and a copy to keep', async ({ page }) => {
  // As in a browser that asks for no place to save in: it downloads.
  await page.addInitScript(() => Object.defineProperty(window, 'showSaveFilePicker', { value: undefined }))
  const film = await newFilm(page, 'Refused')
  await film.synced()
  await refuseWith(page, CloseCode.storageFailed, 'disk full')
  await page.reload()
  expect(await stands(film, 'cant-sync', 'Can’t sync')).toContain(
    'The server is full. Your work is safe on this device',
  )
  await film.saving.click()
  await page.getByRole('button', { name: 'Save a copy' }).click()
  const saving = page.getByRole('dialog', { name: 'Save as a .storycanvas file' })
  const download = page.waitForEvent('download')
  await saving.getByRole('button', { name: 'Save the file' }).click()
  expect((await download).suggestedFilename()).toContain('Refused')
})

test('a device without room: "Can’t save", what was saved before is safe', async ({ page, guard }) => {
  guard.allow(/QuotaExceededError/)
  await page.addInitScript(() => {
    const add = IDBObjectStore.prototype.add
    IDBObjectStore.prototype.add = function (...args) {
      if (sessionStorage.getItem('disk') === 'full') throw new DOMException('no room', 'QuotaExceededError')
      return add.apply(this, args)
    }
  })
  const film = await newFilm(page, 'Full disk')
  await film.writePrompt('written before')
  await film.synced()
  await page.evaluate(() => sessionStorage.setItem('disk', 'full'))
  await film.prompt.press('Control+End')
  await film.prompt.pressSequentially(' and after')
  expect(await stands(film, 'cant-sync', 'Can’t save')).toContain('This device has no room left')
  await page.evaluate(() => sessionStorage.removeItem('disk'))
  await film.prompt.pressSequentially('.')
  await stands(film, 'synced', 'Synced')
  await page.reload()
  await expect(film.prompt).toHaveValue('written before and after.')
})
