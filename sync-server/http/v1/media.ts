import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { People } from '#server/auth/people.ts'
import type { Films } from '#server/films/films.ts'
import type { MediaLibrary, Receipt } from '#server/media/media-library.ts'
import type { MediaRecord } from '#server/storage/media-index.ts'
import { setMusic } from '#shared/commands/project-commands.ts'
import { readProject } from '#shared/document/records.ts'
import { EntityId, Sha256 } from '#shared/model/ids.ts'
import { MediaBody, ProjectBody, projectToBody } from '#shared/protocol/http.ts'
import { createApi, identityOf, problemAnswer, requesterOf, type ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'
import { tooLarge, withMediaRefusals } from '../media-refusals.ts'

/** What the routes of uploads use. */
export interface MediaRouteServices {
  readonly people: People
  readonly media: MediaLibrary
  readonly films: Films
  readonly now: () => number
  readonly limits: { readonly uploadBytes: number; readonly musicBytes: number }
}

const Pixels = z.coerce.number().int().min(1).max(16_384)

const putMedia = createRoute({
  method: 'put',
  path: '/media/{sha256}',
  tags: ['media'],
  summary: 'Upload a file under the hash of its bytes',
  description:
    'The body is the file itself. Its bytes decide what it is, whatever the Content-Type says. Uploading it again changes nothing. Size and length may be given for what the server cannot measure.',
  request: {
    params: z.object({ sha256: Sha256 }),
    query: z.object({
      width: Pixels.optional(),
      height: Pixels.optional(),
      duration: z.coerce.number().positive().max(86_400).optional().meta({ description: 'Seconds' }),
    }),
  },
  responses: {
    200: { description: 'It was here already', content: { 'application/json': { schema: MediaBody } } },
    201: { description: 'Kept', content: { 'application/json': { schema: MediaBody } } },
    413: problemAnswer('The file is too large'),
    415: problemAnswer('The file is of no type that is taken'),
    422: problemAnswer('The bytes have another hash'),
  },
})

const MissingMedia = z.object({ sha256: z.array(Sha256).max(1000) }).meta({ id: 'MissingMedia' })

const findMissing = createRoute({
  method: 'post',
  path: '/media/missing',
  tags: ['media'],
  summary: 'Tell which files are not on this server',
  description: 'Asked before an upload, so that what is here already need not be sent.',
  request: { body: { required: true, content: { 'application/json': { schema: MissingMedia } } } },
  responses: {
    200: {
      description: 'Those of the asked ones that are missing',
      content: { 'application/json': { schema: MissingMedia } },
    },
    422: problemAnswer('The body is wrong'),
  },
})

const lendMedia = createRoute({
  method: 'post',
  path: '/media/lend',
  tags: ['media'],
  summary: 'Let everybody with an account read files',
  description:
    'For what is put into the studio’s library: whoever has an account may read these files then, whatever their role in the films that use them. Only files that who asks may read are lent.',
  request: { body: { required: true, content: { 'application/json': { schema: MissingMedia } } } },
  responses: {
    200: { description: 'Those that are lent', content: { 'application/json': { schema: MissingMedia } } },
    422: problemAnswer('The body is wrong'),
  },
})

const MusicForm = z.object({
  file: z.instanceof(File, { error: 'the song is missing' }).meta({ type: 'string', format: 'binary' }),
  duration: z.coerce
    .number()
    .positive()
    .max(86_400)
    .optional()
    .meta({ description: 'Seconds, where the server cannot measure the file' }),
  bpm: z.coerce.number().min(20).max(400).optional().meta({ description: 'Beats per minute' }),
})

const uploadMusic = createRoute({
  method: 'post',
  path: '/media/projects/{id}/upload-music',
  tags: ['media'],
  summary: 'Upload the song of a film',
  description:
    'A form with `file`: an audio file of at most 50 MB, unless the server is set otherwise. `duration` is in seconds, `bpm` in beats a minute.',
  request: {
    params: z.object({ id: EntityId }),
    body: { required: true, content: { 'multipart/form-data': { schema: MusicForm } } },
  },
  responses: {
    200: { description: 'The film with its song', content: { 'application/json': { schema: ProjectBody } } },
    404: problemAnswer('There is no such film'),
    413: problemAnswer('The file is too large'),
    415: problemAnswer('The file is no music'),
    422: problemAnswer('The form is wrong'),
  },
})

/** `PUT /media/{sha256}`, `POST /media/missing` and `POST /media/projects/{id}/upload-music`. */
export function mediaRoutes({ people, media, films, now, limits }: MediaRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()

  app.openapi(putMedia, async (c) => {
    const { sha256 } = c.req.valid('param')
    const { width = null, height = null, duration = null } = c.req.valid('query')
    const identity = identityOf(c)
    const known = await media.find(sha256)
    // Whoever may not read the file has to bring its bytes: its hash alone proves nothing.
    if (known && (await people.films.mayReadMedia(identity, sha256))) return c.json(toBody(known), 200)
    const announced = Number(c.req.header('content-length') ?? 0)
    if (announced > limits.uploadBytes) throw tooLarge(limits.uploadBytes)
    const content = c.req.raw.body
    if (!content) throw new HttpProblem('invalid', 'The request has no body. Send the bytes of the file')
    const record = await receive(media, content as AsyncIterable<Uint8Array> & typeof content, {
      sha256,
      maxBytes: limits.uploadBytes,
      hints: { width, height, duration },
    })
    await people.films.noteUpload(identity, sha256)
    return c.json(toBody(record), 201)
  })

  app.openapi(findMissing, async (c) => {
    const identity = identityOf(c)
    const missing: string[] = []
    for (const sha256 of c.req.valid('json').sha256) {
      const isHere = (await media.find(sha256)) !== null && (await people.films.mayReadMedia(identity, sha256))
      if (!isHere) missing.push(sha256)
    }
    return c.json({ sha256: missing }, 200)
  })

  app.openapi(lendMedia, async (c) => {
    const lent = await people.films.lend(identityOf(c), c.req.valid('json').sha256)
    return c.json({ sha256: [...lent] }, 200)
  })

  app.openapi(uploadMusic, async (c) => {
    const { id } = c.req.valid('param')
    const { file, duration, bpm } = c.req.valid('form')
    await films.read(id, () => undefined)
    const record = await receive(media, file.stream() as AsyncIterable<Uint8Array> & ReadableStream<Uint8Array>, {
      maxBytes: limits.musicBytes,
      kinds: ['audio'],
      hints: { duration: duration ?? null },
      film: id,
    })
    await people.films.noteUpload(identityOf(c), record.sha256)
    if (record.duration === null) {
      throw new HttpProblem(
        'invalid',
        'The length of this file could not be measured. Send it as `duration`, in seconds',
        [{ path: 'duration', message: 'needed for this file' }],
      )
    }
    const music = {
      sha256: record.sha256,
      fileName: file.name.slice(0, 255) || 'music',
      mime: record.mime,
      durationSeconds: record.duration,
      bpm: bpm ?? null,
    }
    const project = await films.edit(
      id,
      ({ doc, context }) => {
        setMusic(doc, { music }, context)
        return readProject(doc)
      },
      requesterOf(c),
    )
    await films.index()
    return c.json(projectToBody(id, project, now()), 200)
  })

  return app
}

function receive(media: MediaLibrary, content: AsyncIterable<Uint8Array>, receipt: Receipt): Promise<MediaRecord> {
  return withMediaRefusals(receipt.maxBytes, () => media.add(content, receipt))
}

function toBody(record: MediaRecord): MediaBody {
  const { sha256, kind, mime, bytes, width, height, duration } = record
  return { sha256, kind, mime, bytes, width, height, duration }
}
