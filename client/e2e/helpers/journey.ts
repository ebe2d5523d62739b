import { test as base, expect, type Browser, type BrowserContext, type Page } from 'playwright/test'
import { startFakeComfy, type FakeComfy } from '#server/testing/fake-comfy/start.ts'
import { consoleGuard, type ConsoleGuard } from './console-guard.ts'
import { layLine, type Line } from './line.ts'
import { startBuiltServer, type BuiltServer } from './server.ts'

/** What every journey can ask for; each thing is made for that one test and gone after it. */
interface JourneyFixtures {
  /** Variables of the server's environment beside the usual. */
  serverEnv: Readonly<Record<string, string>>
  /** The built server with an empty data folder. */
  server: BuiltServer
  /** A pretended ComfyUI in a process of its own. */
  comfy: FakeComfy
  /** A line to the server that can be cut for one person alone. */
  line: Line
  guard: ConsoleGuard
  /** Opens another person's browser: its own storage, the same server. */
  another: (options?: Parameters<Browser['newContext']>[0]) => Promise<{ context: BrowserContext; page: Page }>
}

/** A test over the built product; it fails on any error in a console. */
export const test = base.extend<JourneyFixtures>({
  serverEnv: [{}, { option: true }],
  server: async ({ serverEnv }, use) => {
    const server = await startBuiltServer(serverEnv)
    await use(server)
    await server.stop()
  },
  comfy: async ({}, use) => {
    const comfy = await startFakeComfy()
    await use(comfy)
    await comfy.stop()
  },
  line: async ({ server, guard }, use) => {
    const line = await layLine(server.port)
    await use(line)
    guard.end()
    await line.close()
  },
  baseURL: async ({ server }, use) => use(server.url),
  guard: [
    async ({}, use) => {
      const guard = consoleGuard()
      await use(guard)
      expect(guard.complaints(), 'errors in the console').toEqual([])
    },
    { auto: true },
  ],
  context: async ({ context, guard }, use) => {
    guard.watch(context)
    await use(context)
  },
  another: async ({ browser, guard, baseURL, viewport }, use) => {
    const opened: BrowserContext[] = []
    await use(async (options) => {
      const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), viewport, ...options })
      opened.push(context)
      guard.watch(context)
      return { context, page: await context.newPage() }
    })
    for (const context of opened) await context.close()
  },
})

export { expect }
