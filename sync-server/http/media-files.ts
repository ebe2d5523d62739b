import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { People } from '#server/auth/people.ts'
import type { MediaLibrary } from '#server/media/media-library.ts'
import { PictureDamaged, thumbnailWidth, type Thumbnails } from '#server/media/thumbnails.ts'
import type { MediaRecord } from '#server/storage/media-index.ts'
import { Sha256 } from '#shared/model/ids.ts'
import type { ApiEnv } from './api.ts'
import { parseByteRange } from './byte-range.ts'
import { HttpProblem } from './http-problem.ts'

/** What the routes of media files use. */
export interface MediaFileServices {
  readonly media: MediaLibrary
  readonly thumbnails: Thumbnails
  readonly people: Pick<People, 'accountsOn'>
}

const ThumbnailQuery = z.coerce.number().int().min(16).max(4096)

/** What every answer about a file says: it will never change, and is nothing but what it was sniffed to be. */
function fileHeaders(mime: string, etag: string, isPrivate: boolean): Record<string, string> {
  return {
    'content-type': mime,
    // Where people sign in, whoever may no longer see a file gets it from no cache either.
    'cache-control': isPrivate ? 'private, no-cache' : 'public, max-age=31536000, immutable',
    etag,
    'x-content-type-options': 'nosniff',
  }
}

/** `GET` and `HEAD /media/{sha256}`, with ranges; `?width=` gives a small WebP version of a picture. */
export function mediaFileRoutes({ media, thumbnails, people: { accountsOn } }: MediaFileServices): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.get('/media/:sha256', async (c) => {
    const sha256 = Sha256.safeParse(c.req.param('sha256'))
    const record = sha256.success ? await media.find(sha256.data) : null
    if (!record) {
      throw new HttpProblem(
        'not-found',
        'This media file is not on this server. It may still be on the device it was made on',
      )
    }
    const width = c.req.query('width')
    return width === undefined
      ? answerFile(c, media, record, accountsOn)
      : answerThumbnail(c, thumbnails, record, width, accountsOn)
  })
  return app
}

function answerFile(c: Context<ApiEnv>, media: MediaLibrary, record: MediaRecord, isPrivate: boolean): Response {
  const etag = `"${record.sha256}"`
  const headers: Record<string, string> = { ...fileHeaders(record.mime, etag, isPrivate), 'accept-ranges': 'bytes' }
  // What no element of a page shows is only ever saved, never opened.
  if (record.kind === 'recipe') headers['content-disposition'] = `attachment; filename="${record.sha256}.json"`
  if (isKnown(c, etag)) return new Response(null, { status: 304, headers })

  const ifRange = c.req.header('if-range')
  const range = ifRange === undefined || ifRange === etag ? parseByteRange(c.req.header('range'), record.bytes) : null
  if (range === 'unsatisfiable') {
    throw new HttpProblem('range-not-satisfiable', `The file has ${record.bytes} bytes`, [], undefined, {
      'content-range': `bytes */${record.bytes}`,
    })
  }
  if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${record.bytes}`
  headers['content-length'] = String(range ? range.end - range.start + 1 : record.bytes)
  const body = c.req.method === 'HEAD' ? null : media.store.read(record.sha256, range ?? undefined)
  return new Response(body, { status: range ? 206 : 200, headers })
}

async function answerThumbnail(
  c: Context<ApiEnv>,
  thumbnails: Thumbnails,
  record: MediaRecord,
  width: string,
  isPrivate: boolean,
): Promise<Response> {
  const wanted = ThumbnailQuery.safeParse(width)
  if (!wanted.success) throw new HttpProblem('invalid', 'width is a whole number of pixels from 16 to 4096')
  // A page that shows takes of all kinds asks alike for all; without a still it shows the video itself.
  if (record.kind === 'video') return new Response(null, { status: 204 })
  if (record.kind !== 'image') throw new HttpProblem('unsupported-media', 'Only pictures have a small version')
  const kept = thumbnailWidth(wanted.data)
  const etag = `"${record.sha256}-${kept}"`
  const headers = fileHeaders('image/webp', etag, isPrivate)
  if (isKnown(c, etag)) return new Response(null, { status: 304, headers })
  const path = await thumbnails.pathOf(record.sha256, kept).catch((cause: unknown) => {
    if (!(cause instanceof PictureDamaged)) throw cause
    throw new HttpProblem('unsupported-media', 'The picture is damaged: it has no small version', [], { cause })
  })
  headers['content-length'] = String((await stat(path)).size)
  const body = c.req.method === 'HEAD' ? null : (Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>)
  return new Response(body, { headers })
}

function isKnown(c: Context<ApiEnv>, etag: string): boolean {
  const known = c.req.header('if-none-match')
  return (
    known !== undefined &&
    (known.trim() === '*' || known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag))
  )
}
