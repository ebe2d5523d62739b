import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright/test'
import { FilmPage, newFilm, withoutSample } from './helpers/film.ts'
import { expect, test } from './helpers/journey.ts'

test.use({ serverEnv: { ACCOUNTS: 'on' } })

const PASSWORD = 'correct horse battery'

/** Serious and critical findings of what is on screen, on a desk in both themes and on a phone; nothing scrolls sideways. */
async function looksRight(page: Page, part: string): Promise<void> {
  for (const [width, height, theme] of [
    [390, 844, 'dark'],
    [1440, 900, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.evaluate((name) => {
      document.documentElement.dataset['theme'] = name
    }, theme)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide, `scrolls sideways at ${width}`).toBeLessThanOrEqual(0)
    const axe = new AxeBuilder({ page })
      .setLegacyMode()
      .include(part)
      .options({ resultTypes: ['violations'] })
    const { violations } = await axe.analyze()
    const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(bad.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))).toEqual([])
  }
}

async function newAccount(page: Page, name: string, button: string): Promise<void> {
  await page.getByLabel('Name or email').fill(name)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: button }).click()
}

test('a server is set up, somebody is invited to look, given more, and removed', async ({
  page,
  another,
  server,
  guard,
}) => {
  // Browsers tell of each request that was refused: those that asked before it was known who is here, and of removed members.
  guard.allow(/the server responded with a status of 40[134]/)
  await withoutSample(page)
  await page.goto('/')
  await page.locator('[data-sync=sign-in]').click()
  await page.getByRole('dialog', { name: 'Saving' }).getByRole('button', { name: 'Sign in' }).click()
  const code = /with the code (\S+?)"?\W*$/m.exec(server.log())?.[1] ?? ''
  await page.getByLabel('Code from the log').fill(code)
  await newAccount(page, 'mara', 'Make the administrator')
  await expect(page.getByRole('list', { name: 'Accounts' }).getByText('mara (you)')).toBeVisible()

  const mara = await newFilm(page, 'Harbour')
  await mara.synced()
  await page.getByRole('button', { name: 'Share the film' }).click()
  const share = page.getByRole('dialog', { name: 'Share Harbour' })
  const invite = share.getByRole('region', { name: 'Invite by a link' })
  await invite.getByRole('combobox', { name: 'Role' }).click()
  await page.getByRole('option', { name: /^Viewer/ }).click()
  await invite.getByRole('button', { name: 'Make a link' }).click()
  const link = await invite.getByLabel('Invitation link').inputValue()
  await looksRight(page, '[role=dialog]')

  const { page: other } = await another()
  await withoutSample(other)
  await other.goto('/sign-in')
  await expect(other.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await looksRight(other, '#page')
  await other.goto(link)
  await expect(other.getByText('mara invites you to the film “Harbour” as viewer')).toBeVisible()
  await newAccount(other, 'rin', 'Make my account')

  const rin = new FilmPage(other)
  await expect(rin.saving).toHaveAttribute('data-sync', 'read-only')
  await expect(other.getByText('You are a viewer here: you can look at the film, not change it.')).toBeVisible()
  await rin.select('1.01')
  await expect(rin.prompt).not.toBeEditable()
  await expect(other.getByRole('button', { name: 'Add clip to Scene 1' })).toBeDisabled()
  await other.keyboard.press('Shift+D')
  await expect(rin.cards).toHaveCount(1)

  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Share the film' }).click()
  await share.getByRole('combobox', { name: 'Role of rin' }).click()
  await page.getByRole('option', { name: /^Editor/ }).click()
  await expect(rin.prompt).toBeEditable()
  await rin.writePrompt('a red boat in the fog')
  await rin.synced()
  await expect(page.getByText('a red boat in the fog')).toBeAttached()

  await share.getByRole('button', { name: 'Remove rin from this film' }).click()
  await expect(rin.saving).toHaveAttribute('data-sync', 'cant-sync')
  await expect(other.getByText('You have no role in this film on the server.')).toBeVisible()
  await expect(rin.prompt).toHaveValue('a red boat in the fog')
  await expect(rin.prompt).not.toBeEditable()
})
