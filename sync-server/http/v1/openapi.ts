import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import type { ApiEnv } from '../api.ts'

const DOCS = '/api/v1/docs'

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>StoryCanvas API</title>
    <link rel="stylesheet" href="${DOCS}/swagger-ui.css" />
  </head>
  <body>
    <div id="api"></div>
    <script src="${DOCS}/swagger-ui-bundle.js"></script>
    <script src="${DOCS}/start.js"></script>
  </body>
</html>
`

// A file of its own, since the content security policy allows no script in the page.
const START = `SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null })\n`

/** What the OpenAPI document says of the server as a whole. */
export function openApiInfo(version: string): {
  openapi: string
  info: { title: string; version: string; description: string }
} {
  return {
    openapi: '3.1.0',
    info: {
      title: 'StoryCanvas',
      version,
      description:
        'Reads and writes the same films that the browsers edit: what a script posts appears in every open tab at once. Times are seconds, ids are UUIDs, errors are problem documents (RFC 9457).',
    },
  }
}

/** `GET /docs`: the API to browse, from files of this server alone. */
export function docsPage(): Hono<ApiEnv> {
  const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const app = new Hono<ApiEnv>()
  app.get(DOCS, (c) => c.html(PAGE))
  app.get(`${DOCS}/start.js`, (c) => c.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  app.get(
    `${DOCS}/:file{swagger-ui\\.css|swagger-ui-bundle\\.js}`,
    serveStatic({ root, rewriteRequestPath: (path) => path.slice(DOCS.length) }),
  )
  return app
}
