import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type Context, type MiddlewareHandler } from 'hono'
import type { ApiEnv } from './api.ts'

/** Files whose name holds a hash of their content. */
const HASHED = '/assets/'
const FOREVER = 'public, max-age=31536000, immutable'
/** May be kept, must be asked for anew: so an update of the app is found at once, the service worker first of all. */
const ALWAYS_ASK = 'no-cache'

/**
 * The built browser app. Files come compressed where the build left a compressed one beside them; a path that is no
 * file is answered with the app's page, whose router knows it; but a missing script is never answered with a page.
 */
export function staticClient(folder: string): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  if (!existsSync(join(folder, 'index.html'))) return app
  const files = (path?: string): MiddlewareHandler =>
    serveStatic({
      root: folder,
      precompressed: true,
      ...(path === undefined ? {} : { path }),
      onFound: (_path, c) => c.header('cache-control', c.req.path.startsWith(HASHED) ? FOREVER : ALWAYS_ASK),
    })
  const page = files('index.html')
  app.get('*', files())
  app.get('*', (c, next) => (isPagePath(c) ? page(c, next) : Promise.resolve(c.notFound())))
  return app
}

function isPagePath(c: Context): boolean {
  const { path } = c.req
  const isServers = /^\/(api|mcp|media|sync|assets)(\/|$)/.test(path)
  const isFile = /\.[a-z0-9]{2,12}$/i.test(path)
  return !isServers && !isFile
}
