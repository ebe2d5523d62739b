import type { Page } from 'playwright/test'
import { openSample } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

/** What the browser has refused on a page and all that came after it. */
async function watchRefusals(page: Page): Promise<string[]> {
  const refusals: string[] = []
  await page.exposeFunction('tellRefusal', (what: string) => void refusals.push(what))
  await page.addInitScript(() => {
    const tell = (window as unknown as { tellRefusal: (what: string) => void }).tellRefusal
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      tell(`${location.pathname}: ${violatedDirective} ${blockedURI} (${sourceFile}:${lineNumber})`),
    )
  })
  return refusals
}

test('the app and the pages of the API run under a policy that lets no script of another run', async ({
  page,
  guard,
}) => {
  const refusals = await watchRefusals(page)
  await openSample(page)
  await expect(page.getByRole('grid', { name: 'Clips' })).toBeVisible()
  const film = new URL(page.url()).pathname
  for (const path of ['/', `${film.replace(/\/board$/, '')}/edit`, film, '/queue', '/settings']) {
    const answer = await page.goto(path)
    const policy = (await answer?.headerValue('content-security-policy')) ?? ''
    const scripts = policy.split('; ').find((directive) => directive.startsWith('script-src ')) ?? ''
    expect(scripts).toBe("script-src 'self' 'wasm-unsafe-eval'")
    await expect(page.locator('main, [role=main]').first()).toBeVisible()
  }
  // A dialog sets styles in place.
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.goto('/api/v1/docs')
  const operation = page.locator('.opblock-summary-control').first()
  await operation.click()
  await expect(page.locator('.opblock-body').first()).toBeVisible()
  expect(refusals).toEqual([])

  guard.allow(/Content Security Policy/)
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.intruder = true'
    document.body.append(script)
    const image = document.createElement('div')
    image.innerHTML = '<img src="data:," onerror="window.intruder = true">'
    document.body.append(image)
    // Its own handler, if it had one, would have run before.
    await new Promise((resolve) => image.querySelector('img')?.addEventListener('error', resolve))
    return 'intruder' in window
  })
  expect(ran).toBe(false)
  await expect.poll(() => refusals.length).toBeGreaterThanOrEqual(2)
})
