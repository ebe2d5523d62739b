import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newFilm, offlineReady } from './helpers/film.ts'
import { expect, test as base } from './helpers/journey.ts'
import { DIST } from './helpers/server.ts'

/** A copy of the built client that can be replaced by a newer version while the server runs. */
const test = base.extend<{ clientDir: string }>({
  clientDir: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'storycanvas-client-'))
    await cp(join(DIST, 'client'), folder, { recursive: true })
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  serverEnv: async ({ clientDir }, use) => use({ CLIENT_DIR: clientDir }),
})

/** Publishes a version that says so in its page. */
async function publish(folder: string, version: string): Promise<void> {
  const change = async (name: string, edit: (text: string) => string): Promise<void> => {
    await writeFile(join(folder, name), edit(await readFile(join(folder, name), 'utf8')))
    // The server prefers a compressed copy, which would still be the old version.
    for (const beside of await readdir(folder)) if (beside.startsWith(`${name}.`)) await rm(join(folder, beside))
  }
  await change('index.html', (page) => page.replace('<head>', `<head><meta name="version" content="${version}">`))
  await change('service-worker.js', (script) => {
    const entry = /\{[^{}]*"url":"index\.html"[^{}]*\}/
    const edited = script.replace(entry, `{"url":"index.html","revision":"${version}"}`)
    if (edited === script) throw new Error('the service worker lists no revision of the page')
    return edited
  })
}

test('a new version is offered, waits for the person, and comes by the reload that they ask for', async ({
  page,
  clientDir,
}) => {
  const film = await newFilm(page, 'Update')
  await offlineReady(page)
  await publish(clientDir, 'two')
  await page.reload()
  const offer = page.getByRole('status').filter({ hasText: 'New version ready' })
  await expect(offer).toBeVisible()
  const version = page.locator('meta[name=version]')
  await expect(version).toHaveCount(0)

  // It stays an offer: work goes on, and a second look at the page is still the version that runs.
  await film.select('1.01')
  await film.writePrompt('still here')
  await film.synced()
  await page.reload()
  await expect(film.prompt).toHaveValue('still here')
  await expect(version).toHaveCount(0)
  await expect(offer).toBeVisible()

  await offer.getByRole('button', { name: 'Reload' }).click()
  await expect(version).toHaveAttribute('content', 'two')
  await expect(film.prompt).toHaveValue('still here')
})
