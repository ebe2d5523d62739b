import { expect, type Locator, type Page } from 'playwright/test'

/** The page of a person at work on a film: what they do, in their words. Every action waits for its effect. */
export class FilmPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** The save indicator; `data-sync` is its state. */
  get saving(): Locator {
    return this.page.locator('[data-sync]')
  }

  /** Every clip card on the board. */
  get cards(): Locator {
    return this.page.getByRole('grid', { name: 'Clips' }).getByRole('gridcell').and(this.page.locator('[data-clip]'))
  }

  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' })
  }

  /** The takes of the selected clip, in the inspector. */
  get takes(): Locator {
    return this.inspector.getByRole('group', { name: 'Takes' }).locator('[data-take]')
  }

  get prompt(): Locator {
    return this.page.getByRole('textbox', { name: 'Image prompt' })
  }

  get timeline(): Locator {
    return this.page.getByRole('region', { name: 'Timeline' })
  }

  /** The card of a clip, by its number: "1.01". */
  card(number: string): Locator {
    return this.cards.and(this.page.getByLabel(new RegExp(`^${number.replace('.', '\\.')} `)))
  }

  /** The row of a scene in the list at the left. */
  scene(name: string): Locator {
    return this.page.getByRole('list', { name: 'Scenes' }).locator('[data-scene]').filter({ hasText: name })
  }

  /** Numbers of the clips on the board, in story order. */
  async order(): Promise<string[]> {
    const labels = await this.cards.evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label') ?? ''))
    return labels.map((label) => label.split(' ')[0] ?? '')
  }

  async select(number: string): Promise<void> {
    await this.card(number).click({ position: { x: 40, y: 30 } })
    await expect(this.card(number)).toHaveAttribute('aria-selected', 'true')
  }

  async addClip(scene: string): Promise<void> {
    const before = await this.cards.count()
    await this.page.getByRole('button', { name: `Add clip to ${scene}` }).click()
    await expect(this.cards).toHaveCount(before + 1)
  }

  /** Adds a scene (it comes with one clip) behind the selected one. */
  async addScene(): Promise<void> {
    const before = await this.cards.count()
    await this.page.getByRole('region', { name: 'Scenes' }).getByRole('button', { name: 'Add scene' }).click()
    await expect(this.cards).toHaveCount(before + 1)
  }

  async writePrompt(text: string): Promise<void> {
    await this.prompt.fill(text)
    await expect(this.prompt).toHaveValue(text)
  }

  async generate(): Promise<void> {
    await this.inspector.getByRole('button', { name: /^Generate (image |video )?take/ }).click()
  }

  /** Chooses the model for the next takes by the name of its file. */
  async chooseModel(file: string): Promise<void> {
    await this.inspector.getByRole('combobox', { name: 'Model' }).click()
    await this.page.getByRole('option').filter({ hasText: file }).click()
  }

  /** Resolves when the server has everything that was edited here. */
  async synced(): Promise<void> {
    await expect(this.saving).toHaveAttribute('data-sync', 'synced', { timeout: 20_000 })
  }

  /** Takes back and does again. */
  async undo(): Promise<void> {
    await this.page.locator('[aria-keyshortcuts="Control+Z"]').click()
  }
}

/** As on a device whose person has deleted the sample: it is not brought by itself. */
export async function withoutSample(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const key = 'storycanvas.preferences'
    if (localStorage.getItem(key) === null) localStorage.setItem(key, JSON.stringify({ closedHints: ['sample-added'] }))
  })
}

/** Makes an empty film (one scene, one clip) through the interface and selects its first clip. */
export async function newFilm(page: Page, name: string): Promise<FilmPage> {
  await withoutSample(page)
  await page.goto('/')
  await page.getByRole('button', { name: 'New project' }).click()
  const dialog = page.getByRole('dialog', { name: 'New film' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByRole('button', { name: 'Make the film' }).click()
  const film = new FilmPage(page)
  await expect(film.cards).toHaveCount(1)
  await film.select('1.01')
  return film
}

/** Opens the sample film from the first-run page, and goes from the clip that it opens on to the start of the board. */
export async function openSample(page: Page): Promise<FilmPage> {
  await page.goto('/')
  await page.getByRole('button', { name: 'Open the sample' }).click()
  const film = new FilmPage(page)
  await expect(film.card('3.03')).toHaveAttribute('aria-selected', 'true')
  await page.getByRole('grid', { name: 'Clips' }).evaluate((board) => board.scrollTo(0, 0))
  await expect(film.card('1.01')).toBeVisible()
  return film
}

/** Resolves when the service worker controls the page: from then on the app starts without a network. */
export async function offlineReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (navigator.serviceWorker.controller) return
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    )
  })
}

/** Opens an address that somebody shared, as another person. */
export async function openFilm(page: Page, url: string): Promise<FilmPage> {
  await page.goto(url)
  const film = new FilmPage(page)
  await expect(film.cards.first()).toBeVisible()
  return film
}

/** Resolves when every file of the sample is on this device. */
export async function sampleComplete(page: Page): Promise<void> {
  const whole = (): Promise<boolean> =>
    page.evaluate(async () => {
      const manifest = (await (await fetch('/sample/sample.json')).json()) as { files: { sha256: string }[] }
      const found = manifest.files.map(({ sha256 }) => caches.match(`/media/${sha256}`))
      return (await Promise.all(found)).every((file) => file !== undefined)
    })
  await expect.poll(whole, { timeout: 30_000 }).toBe(true)
}
