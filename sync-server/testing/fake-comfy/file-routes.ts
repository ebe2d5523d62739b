import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { empty, json, plain, serverError, type Answer } from './answers.ts'
import type { Folders } from './folders.ts'
import { FEATURES } from './sockets.ts'

const MIME: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  mp4: 'video/mp4',
  webm: 'video/webm',
  flac: 'audio/flac',
  txt: 'text/plain',
}

/** `GET /view`: a file of one of the three folders, whole or by range. */
export async function viewFile(query: URLSearchParams, headers: Headers, folders: Folders): Promise<Answer> {
  const asked = query.get('filename')
  if (asked === null) return empty(404)
  const annotated = /^(.*) \[(input|output|temp)\]$/.exec(asked)
  const filename = annotated?.[1] ?? asked
  const type = annotated?.[2] ?? query.get('type') ?? 'output'
  const subfolder = query.get('subfolder') ?? ''
  if (filename === '' || filename.startsWith('/') || filename.includes('..') || folders.folder(type) === null) {
    return empty(400)
  }
  if (!folders.isInside(subfolder)) return empty(403)
  const name = filename.slice(filename.lastIndexOf('/') + 1)
  const file = folders.read(type, subfolder, name)
  if (!file) return empty(404)
  const preview = query.get('preview')
  if (preview !== null) return previewOf(file.bytes, preview)
  const mime = MIME[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
  const etag = `"${createHash('sha1').update(file.bytes).digest('hex').slice(0, 16)}"`
  const named = { 'Content-Disposition': `filename="${encodeURIComponent(name)}"`, 'Content-Type': mime }
  const dated = { ...named, Etag: etag, 'Last-Modified': file.modified.toUTCString() }
  if (headers.get('if-none-match') === etag) return { ...empty(304), headers: dated }
  return byRange(file.bytes, headers.get('range'), named, { ...dated, 'Accept-Ranges': 'bytes' })
}

function byRange(
  bytes: Buffer,
  range: string | null,
  named: Record<string, string>,
  full: Record<string, string>,
): Answer {
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '')
  if (!match) return { status: 200, headers: full, body: bytes }
  const first = Number(match[1])
  const last = Math.min(match[2] ? Number(match[2]) : bytes.byteLength - 1, bytes.byteLength - 1)
  if (first > last) {
    return { status: 416, headers: { ...named, 'Content-Range': `bytes */${bytes.byteLength}` }, body: '' }
  }
  const contentRange = `bytes ${first}-${last}/${bytes.byteLength}`
  return { status: 206, headers: { ...full, 'Content-Range': contentRange }, body: bytes.subarray(first, last + 1) }
}

async function previewOf(bytes: Buffer, preview: string): Promise<Answer> {
  const [format, quality] = preview.split(';')
  const kind = format === 'jpeg' ? 'jpeg' : 'webp'
  try {
    const body = await sharp(bytes)
      .toFormat(kind, { quality: Number(quality) || 90 })
      .toBuffer()
    return { status: 200, headers: { 'Content-Type': `image/${kind}` }, body }
  } catch {
    return serverError()
  }
}

/** `POST /upload/image`: any file, kept under the name it asks for or under a numbered one. */
export async function uploadFile(contentType: string, body: Buffer, folders: Folders): Promise<Answer> {
  if (body.byteLength > FEATURES.max_upload_size) {
    return plain(`Maximum request body size ${FEATURES.max_upload_size} exceeded.`, 413)
  }
  if (!contentType.startsWith('multipart/form-data')) return empty(400)
  const request = new Request('http://host/', {
    method: 'POST',
    headers: { 'Content-Type': contentType },
    body: new Uint8Array(body),
  })
  const form = await request.formData()
  const image = form.get('image')
  const type = String(form.get('type') ?? 'input')
  const subfolder = String(form.get('subfolder') ?? '')
  const overwrite = ['true', '1'].includes(String(form.get('overwrite')))
  if (image === null) return empty(400)
  if (typeof image === 'string' || folders.folder(type) === null) return serverError()
  if (!folders.isInside(subfolder) || image.name.includes('..')) return empty(400)
  if (image.name.includes('/')) return serverError()
  const bytes = Buffer.from(await image.arrayBuffer())
  const dot = image.name.lastIndexOf('.')
  const [stem, extension] = dot === -1 ? [image.name, ''] : [image.name.slice(0, dot), image.name.slice(dot)]
  let name = image.name
  for (let count = 1; !overwrite; count += 1) {
    const there = folders.read(type, subfolder, name)
    if (!there) break
    if (there.bytes.equals(bytes)) return json({ name, subfolder, type })
    name = `${stem} (${count})${extension}`
  }
  folders.write({ filename: name, subfolder, type }, bytes)
  return json({ name, subfolder, type })
}
