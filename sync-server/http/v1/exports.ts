import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { Films } from '#server/films/films.ts'
import type { Catalog } from '#server/storage/catalog.ts'
import { cutListOf } from '#shared/interchange/cut/cut-list.ts'
import { CUT_FORMATS } from '#shared/interchange/cut/formats.ts'
import { FilmExport, filmToExport } from '#shared/protocol/film-export.ts'
import { createApi, problemAnswer, type ApiEnv } from '../api.ts'
import { etagOf } from '../conditional.ts'
import { HttpProblem } from '../http-problem.ts'
import { IdParam, jsonAnswer } from './answers.ts'

/** What the routes of exports use. */
export interface ExportRouteServices {
  readonly films: Films
  readonly catalog: Catalog
  readonly now: () => number
}

const tags = ['export']
const missing = { 404: problemAnswer('There is no such project') }

const WHAT_IS_LOST =
  'The header `X-Export-Warnings` tells what of the film the format cannot hold, as percent-encoded JSON: a list of texts. Media are named in the file as in `json`’s takes; put the files of `/media/{sha256}` into a folder `media` beside it under those names.'

const exportJson = createRoute({
  method: 'get',
  path: '/projects/{id}/export/json',
  tags,
  summary: 'Export a whole project as JSON',
  description:
    'Scenes, clips with their places in frames and seconds, all takes with the hashes of their files and recipes, characters, styles and the song. Media files are fetched by their hashes.',
  request: { params: IdParam },
  responses: { 200: jsonAnswer(FilmExport, 'The project'), ...missing },
})

/** `GET /projects/{id}/export/{format}`, a route for each format that there is. */
export function exportRoutes({ films, catalog, now }: ExportRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(exportJson, async (c) => {
    const { id } = c.req.valid('param')
    const changed = (await catalog.get(id))?.updatedAt ?? now()
    const body = await films.read(id, (snapshot) => filmToExport(id, snapshot, changed))
    c.header('etag', etagOf({ ...body, project: { ...body.project, updated_at: null } }))
    c.header('content-disposition', attachment(body.project.name, 'json'))
    return c.json(body, 200)
  })

  for (const format of CUT_FORMATS) {
    const route = createRoute({
      method: 'get',
      path: `/projects/{id}/export/${format.id}`,
      tags,
      summary: `Export the cut of a project for ${format.label}`,
      description: WHAT_IS_LOST,
      request: { params: IdParam },
      responses: {
        200: { description: 'The file', content: { [format.mime]: { schema: z.string() } } },
        ...missing,
        409: problemAnswer('The film has more in it than the format can hold'),
      },
    })
    app.openapi(route, async (c) => {
      const cut = await films.read(c.req.valid('param').id, cutListOf)
      return c.body(
        written(() => format.write(cut)),
        200,
        {
          'content-type': `${format.mime}; charset=utf-8`,
          'content-disposition': attachment(cut.name, format.extension),
          'cache-control': 'no-store',
          'x-export-warnings': encodeURIComponent(JSON.stringify(cut.warnings)),
        },
      )
    })
  }

  return app
}

function written(write: () => string): string {
  try {
    return write()
  } catch (error) {
    if (error instanceof RangeError) throw new HttpProblem('conflict', error.message, [], { cause: error })
    throw error
  }
}

/** A file name that every system takes, and the film's own for those that take all. */
function attachment(name: string, extension: string): string {
  const plain = name.replace(/[^A-Za-z0-9 _-]+/g, '').trim() || 'film'
  const whole = encodeURIComponent(`${name.replace(/[\uD800-\uDFFF]/gu, '')}.${extension}`).replace(
    /['()*]/g,
    (letter) => {
      return `%${letter.charCodeAt(0).toString(16)}`
    },
  )
  return `attachment; filename="${plain}.${extension}"; filename*=UTF-8''${whole}`
}
