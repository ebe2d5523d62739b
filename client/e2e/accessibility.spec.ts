import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright/test'
import { newFilm, openSample } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const

const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** What lies over a page: the page behind it is out of reach, and has been looked at by itself. */
const OVER = '[role=dialog]'

/** What a page repeats: cards, takes, scenes, clips on a track, rows. */
const REPEATED = '[data-clip], [data-take], [data-scene], [data-item], [role=option], [role=menuitem], li'
const SEEN = 'data-seen-before'

/** Marks what differs from something before it by its words, pictures and place alone: it has been looked at with that. */
async function markRepeats(page: Page): Promise<void> {
  await page.evaluate(
    ([repeated, seen]) => {
      const shapeOf = (element: Element): string => {
        const said = ['class', 'role', 'type', 'disabled'].map((name) => element.getAttribute(name) ?? '')
        const names = element.getAttributeNames().filter((name) => name !== seen)
        const inside = [...element.childNodes].map((node) => (node instanceof Element ? shapeOf(node) : node.nodeType))
        return [element.tagName, ...said, ...names, '(', ...inside, ')'].join(' ')
      }
      const known = new Set<string>()
      for (const element of document.querySelectorAll(repeated)) {
        const shape = `${element.parentElement?.className ?? ''} ${shapeOf(element)}`
        element.toggleAttribute(seen, known.has(shape))
        known.add(shape)
      }
    },
    [REPEATED, SEEN] as const,
  )
}

/** Serious and critical findings in a part of the page, each with the element that it is about. */
async function findings(page: Page, theme: 'dark' | 'light', part: string): Promise<string[]> {
  await markRepeats(page)
  const isThere = await page.evaluate(() => 'axe' in window)
  // No page here has frames of other origins, so axe need not open a page of its own to join their results.
  const axe = new AxeBuilder(isThere ? { page, axeSource: '0' } : { page })
    .setLegacyMode()
    .include(part)
    .exclude(`[${SEEN}]`)
    .options({ resultTypes: ['violations'] })
  // Themes differ in colours alone: all that axe asks is asked in the first, what depends on colours in the other too.
  const { violations } = await (theme === 'dark' ? axe : axe.withRules(COLOUR_RULES)).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} (${node.failureSummary?.split('\n')[1]?.trim()})`),
    )
}

/**
 * Looks at what is on screen in every size and both themes. What lies over a page, or is one more section of it, has the
 * colours of the first size in all of them: there `lightOnce` is enough.
 */
async function inspect(
  page: Page,
  what: string,
  { part = 'html', lightOnce = false }: { part?: string; lightOnce?: boolean } = {},
): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide, `${what} scrolls sideways at ${size.width}`).toBeLessThanOrEqual(0)
    if (size.width === 1280) continue
    const themes = lightOnce && size !== SIZES[0] ? (['dark'] as const) : (['dark', 'light'] as const)
    for (const theme of themes) {
      // Colours fade, were it for a hundredth of a millisecond, and what inherits one fades after it: they are the
      // theme's own once nothing has faded for some frames.
      await page.evaluate(async (name) => {
        document.documentElement.dataset['theme'] = name
        for (let quiet = 0; quiet < 4; quiet += 1) {
          await new Promise(requestAnimationFrame)
          const fading = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
          if (fading.length > 0) quiet = -1
          await Promise.allSettled(fading.map((animation) => animation.finished))
        }
      }, theme)
      expect(await findings(page, theme, part), `${what} at ${size.width}, ${theme}`).toEqual([])
    }
  }
  await page.setViewportSize(SIZES[0])
}

test.use({ contextOptions: { reducedMotion: 'reduce' } })

test.describe.configure({ mode: 'parallel', timeout: 180_000 })

test('first run and the making of a film have no serious issue and never scroll sideways', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByText('Sample project added')).toBeVisible({ timeout: 20_000 })
  await inspect(page, 'first run')
  await page.getByRole('button', { name: /Empty project/ }).click()
  await expect(page.getByRole('dialog', { name: 'New film' })).toBeVisible()
  await inspect(page, 'new film', { part: OVER, lightOnce: true })
})

test('home with films has no serious issue and never scrolls sideways', async ({ page }) => {
  await newFilm(page, 'Home')
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'All projects' })).toBeVisible()
  await inspect(page, 'home')
})

test('the board, and what opens over it, has no serious issue and never scrolls sideways', async ({ page }) => {
  const film = await openSample(page)
  await film.select('1.01')
  await inspect(page, 'the board')
  for (const [what, key, shown] of [
    ['the viewer', 'Enter', /^1\.01|^Before/],
    ['the palette', 'Control+k', 'Find anything'],
    ['the shortcuts', '?', 'Shortcuts'],
  ] as const) {
    await film.card('1.01').focus()
    await page.keyboard.press(key)
    const dialog = page.getByRole('dialog', { name: shown })
    await expect(dialog).toBeVisible()
    await inspect(page, what, { part: OVER, lightOnce: true })
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
  await page.getByRole('button', { name: 'Salt & Neon' }).click()
  await page.getByRole('menuitem', { name: 'Save as a .storycanvas file' }).click()
  await expect(page.getByRole('radio', { name: /All takes.*82 takes/ })).toBeVisible()
  await inspect(page, 'saving a film as a file', { part: OVER, lightOnce: true })
})

test('the cutting page and the versions of a film have no serious issue and never scroll sideways', async ({
  page,
}) => {
  const film = await openSample(page)
  await page.getByRole('link', { name: 'Edit' }).click()
  await expect(film.timeline).toBeVisible()
  await inspect(page, 'edit')
  await page.keyboard.press('Shift+V')
  await page.getByRole('button', { name: 'Save a version' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Rough cut')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Board' }).click()
  await film.select('1.01')
  await film.writePrompt('A woman in a long cyan coat on the pier at night, wide empty tidal flats at first light')
  await page.goBack()
  await expect(page.getByRole('tab', { name: 'Changes since 1' })).toBeVisible()
  await inspect(page, 'a version')
  await page.getByRole('tab', { name: 'Changes since 1' }).click()
  await inspect(page, 'what is different since a version', { part: '#page', lightOnce: true })
})

test('cast and styles have no serious issue and never scroll sideways', async ({ page, server }) => {
  const make = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' }
    await fetch(`${server.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  }
  const loras = [{ name: 'rain.safetensors', strength: 0.6 }]
  const words = { name: 'Mara', reference_images: ['/refs/front.png'], prompt_fragments: { wan_2_1: 'a woman walks' } }
  await make('/characters', words)
  await make('/templates', { name: 'Neon wet street', params: { steps: 28, loras } })
  for (const [address, name] of [
    ['/cast', 'Mara'],
    ['/styles', 'Neon wet street'],
  ] as const) {
    await page.setViewportSize(SIZES[0])
    await page.goto(address)
    await page.getByRole('link', { name: new RegExp(name) }).click()
    await expect(page.getByRole('article', { name })).toBeVisible()
    await inspect(page, name, { lightOnce: true })
  }
})

test('the queue has no serious issue and never scrolls sideways', async ({ page, comfy, server }) => {
  await fetch(`${server.url}/api/v1/comfyui/servers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Attic', url: comfy.url }),
  })
  await page.goto('/queue')
  await expect(page.getByRole('heading', { name: 'Attic' })).toBeVisible()
  await inspect(page, 'queue')
})

test('the settings have no serious issue and never scroll sideways', async ({ page }) => {
  for (const section of ['you', 'appearance', 'shortcuts', 'sync', 'storage', 'data']) {
    await page.goto(`/settings/${section}`)
    await expect(page.getByRole('heading', { level: 2 })).toBeVisible()
    await inspect(page, `settings, ${section}`, { lightOnce: section !== 'you' })
  }
})
