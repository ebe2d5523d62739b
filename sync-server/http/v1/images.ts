import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import type { People } from '#server/auth/people.ts'
import type { MediaLibrary } from '#server/media/media-library.ts'
import { MediaBody } from '#shared/protocol/http.ts'
import { createApi, identityOf, problemAnswer, type ApiEnv } from '../api.ts'
import { withMediaRefusals } from '../media-refusals.ts'

/** What the route of reference pictures uses. */
export interface ImageRouteServices {
  readonly people: People
  readonly media: MediaLibrary
  readonly maxImageBytes: number
}

const ImageForm = z.object({
  file: z.instanceof(File, { error: 'the picture is missing' }).meta({ type: 'string', format: 'binary' }),
})

const uploadFace = createRoute({
  method: 'post',
  path: '/media/upload-face-image',
  tags: ['media'],
  summary: 'Upload a picture of a face, for a character',
  description:
    'The bytes decide what it is, whatever it is called. The answer’s `sha256` is what characters refer to; the file is at `/media/{sha256}`.',
  request: { body: { required: true, content: { 'multipart/form-data': { schema: ImageForm } } } },
  responses: {
    201: { description: 'Kept', content: { 'application/json': { schema: MediaBody } } },
    413: problemAnswer('The picture is too large'),
    415: problemAnswer('The file is no picture'),
    422: problemAnswer('The form is wrong'),
  },
})

/** `POST /media/upload-face-image`. */
export function imageRoutes({ people, media, maxImageBytes }: ImageRouteServices): OpenAPIHono<ApiEnv> {
  const app = createApi()
  app.openapi(uploadFace, async (c) => {
    const { file } = c.req.valid('form')
    const content = file.stream() as AsyncIterable<Uint8Array> & ReadableStream<Uint8Array>
    const receipt = { maxBytes: maxImageBytes, kinds: ['image'] } as const
    const record = await withMediaRefusals(maxImageBytes, () => media.add(content, receipt))
    await people.films.noteUpload(identityOf(c), record.sha256)
    const { sha256, kind, mime, bytes, width, height, duration } = record
    return c.json({ sha256, kind, mime, bytes, width, height, duration }, 201)
  })
  return app
}
