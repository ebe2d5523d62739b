import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type BrowserContext, type Page } from 'playwright'
import { median, percentile } from '../bench-sync/measure/statistics.ts'
import { findChromium } from '../find-chromium.mjs'
import type { Host } from './host.ts'
import type { PageWatch } from './page-watch.ts'

/** One round's figures, in milliseconds but for counts. */
export type Figures = Readonly<Record<string, number>>

/** How large a film, and how much is done in it. */
export interface BenchSize {
  readonly clips: number
  readonly edits: number
  readonly keys: number
  readonly warmOpens: number
}

const PROMPT = 'textarea[aria-label="Image prompt"]'
const WATCH = fileURLToPath(new URL('watch-page.mjs', import.meta.url))
const PROMPT_LABEL = 'Image prompt'
/** A person's typing: some six letters a second. */
const KEY_PAUSE_MS = 160
const OPEN_TIMEOUT_MS = 60_000

interface BenchPage {
  makeFilm(clips: number): Promise<string>
  openSession(id: string): Promise<{ ms: number; longestTask: number }>
  edit(
    id: string,
    edits: number,
  ): Promise<{ editing: number; toDisk: number; rows: number; longestTask: number; whole: boolean }>
  compact(id: string): Promise<{ ms: number; longestTask: number }>
}
type BenchWindow = Window & { bench: BenchPage; watch: PageWatch }

/** Measures everything once, in a browser profile of its own. */
export async function measureOnce(host: Host, size: BenchSize, say: (what: string) => void): Promise<Figures> {
  const profile = await mkdtemp(join(tmpdir(), 'storycanvas-bench-'))
  try {
    return await measureIn(profile, host, size, say)
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function launch(profile: string): Promise<BrowserContext> {
  const executablePath = findChromium()
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    viewport: { width: 1440, height: 900 },
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
  })
  await context.addInitScript({ path: WATCH })
  return context
}

async function measureIn(profile: string, host: Host, size: BenchSize, say: (what: string) => void): Promise<Figures> {
  say('making the film')
  let context = await launch(profile)
  const page = await context.newPage()
  await page.goto(`${host.url}/api/bench/testing/bench/index.html`)
  const id = await page.evaluate((clips) => (window as unknown as BenchWindow).bench.makeFilm(clips), size.clips)
  await page.goto(host.url)
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (navigator.serviceWorker.controller) return
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    )
  })
  await page.close()
  await context.close()
  await host.stop()
  const board = `${host.url}/p/${id}/board`

  say('opening it')
  context = await launch(profile)
  const cold = await openBoard(context, board)
  await cold.page.close()
  const warm = []
  for (let n = 0; n < size.warmOpens; n += 1) {
    const opened = await openBoard(context, board)
    warm.push(opened.watch)
    await opened.page.close()
  }

  say('typing in it')
  const { page: writer } = await openBoard(context, board)
  await select(writer)
  const keys = await typeKeys(writer, size.keys)

  say('two tabs')
  const { page: reader } = await openBoard(context, board)
  await select(reader)
  const across = await typeAcross(writer, reader, Math.ceil(size.keys / 3))
  await reader.close()
  await writer.close()

  say('storage by itself')
  await host.start()
  const storage = await context.newPage()
  await storage.goto(`${host.url}/api/bench/testing/bench/index.html`)
  const session = await storage.evaluate((film) => (window as unknown as BenchWindow).bench.openSession(film), id)
  const edited = await storage.evaluate(([film, edits]) => (window as unknown as BenchWindow).bench.edit(film, edits), [
    id,
    size.edits,
  ] as const)
  const folded = await storage.evaluate((film) => (window as unknown as BenchWindow).bench.compact(film), id)
  await context.close()
  if (!edited.whole) throw new Error('The database does not hold the film as it was edited')
  return {
    coldOpen: cold.watch.painted ?? Number.NaN,
    warmOpen: median(warm.map(({ painted }) => painted ?? Number.NaN)),
    openTask: median(warm.map(longestTask)),
    keyP50: percentile(keys, 0.5),
    keyP95: percentile(keys, 0.95),
    tabP50: percentile(across, 0.5),
    tabP95: percentile(across, 0.95),
    sessionOpen: session.ms,
    sessionTask: session.longestTask,
    editing: edited.editing,
    toDisk: edited.toDisk,
    rows: edited.rows,
    editTask: edited.longestTask,
    compaction: folded.ms,
    compactionTask: folded.longestTask,
  }
}

function longestTask({ tasks, painted }: Pick<PageWatch, 'tasks' | 'painted'>): number {
  return Math.max(0, ...tasks.filter(({ start }) => start < (painted ?? 0)).map(({ duration }) => duration))
}

async function openBoard(
  context: BrowserContext,
  address: string,
): Promise<{ page: Page; watch: Pick<PageWatch, 'tasks' | 'painted'> }> {
  const page = await context.newPage()
  await page.goto(address)
  await page.waitForFunction(() => (window as unknown as BenchWindow).watch.painted !== null, null, {
    timeout: OPEN_TIMEOUT_MS,
  })
  // What begins once the page stands (versions, the palette) is over before anything else is measured.
  await page.waitForTimeout(3_000)
  return {
    page,
    watch: await page.evaluate(() => ({ ...(window as unknown as BenchWindow).watch, follow: undefined })),
  }
}

async function select(page: Page): Promise<void> {
  await page
    .locator('[data-clip]')
    .first()
    .click({ position: { x: 40, y: 30 } })
  await page.getByRole('textbox', { name: PROMPT_LABEL }).press('Control+End')
}

async function typeKeys(page: Page, count: number): Promise<number[]> {
  await page.evaluate(() => void ((window as unknown as BenchWindow).watch.keys = []))
  for (let key = 0; key < count; key += 1) {
    await page.keyboard.press('a')
    await page.waitForTimeout(KEY_PAUSE_MS)
  }
  return page.evaluate(() => (window as unknown as BenchWindow).watch.keys)
}

/** Types in one tab and looks when each letter stands in the other. */
async function typeAcross(writer: Page, reader: Page, count: number): Promise<number[]> {
  await reader.evaluate((selector) => (window as unknown as BenchWindow).watch.follow(selector), PROMPT)
  await writer.evaluate(() => void ((window as unknown as BenchWindow).watch.pressed = {}))
  for (let key = 0; key < count; key += 1) {
    await writer.keyboard.press('b')
    await writer.waitForTimeout(KEY_PAUSE_MS)
  }
  const pressed = await writer.evaluate(() => (window as unknown as BenchWindow).watch.pressed)
  const seen = await reader.evaluate(() => (window as unknown as BenchWindow).watch.seen)
  return Object.entries(pressed).map(([length, at]) => (seen[Number(length)] ?? Number.NaN) - at)
}
