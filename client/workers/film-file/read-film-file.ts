import { readForeignFilm, type ForeignFilmProblem } from '#shared/document/foreign-film.ts'
import { ENTRY } from '#shared/interchange/film-file/entry-names.ts'
import { FilmFileError } from '#shared/interchange/film-file/film-file-error.ts'
import {
  locateManifest,
  locateParts,
  type LocatedPart,
  type ZipEntryFacts,
} from '#shared/interchange/film-file/locate-parts.ts'
import { readManifest } from '#shared/interchange/film-file/manifest.ts'
import { sha256Of } from '../sha256.ts'
import type { OpenedFilmFile } from './film-file-worker-api.ts'
import { BlobReader, ZipReader } from './zip-library.ts'

/** More entries than any film file has. */
const MOST_ENTRIES = 450_000

/** Looks through a film file: its structure, its manifest, its documents. Throws a `FilmFileError`. */
export async function openFilmFile(file: Blob): Promise<OpenedFilmFile> {
  const entries = await readDirectory(file)
  const listed = locateManifest(entries, file.size)
  const manifest = readManifest(await (await unpack(file, listed)).text())
  const parts = locateParts(manifest, entries, file.size)
  const document = await extractPart(file, parts.document)
  const review = await extractPart(file, parts.review)
  const film = readForeignFilm(await bytesOf(document), await bytesOf(review))
  if (typeof film === 'string') throw refusal(film)
  return { manifest, parts, film }
}

/** A part's content, typed, once its hash was found to be right. Throws a `FilmFileError` where it is not. */
export async function extractPart(file: Blob, part: LocatedPart): Promise<Blob> {
  const content = await unpack(file, part.entry)
  if ((await sha256Of(content)) !== part.sha256) {
    throw new FilmFileError('damaged', `${part.label} has changed since it was saved.`.replace(/^./, upper))
  }
  return content.slice(0, content.size, part.mime)
}

async function readDirectory(file: Blob): Promise<Map<string, ZipEntryFacts>> {
  const entries = new Map<string, ZipEntryFacts>()
  // `strict` refuses what two programs could read differently: names that lead out of a folder, names that come twice,
  // bytes before or behind the zip.
  const zip = new ZipReader(new BlobReader(file), { strictness: 'strict' })
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      if (entries.size >= MOST_ENTRIES) throw new FilmFileError('too-large')
      if (entry.directory) continue
      entries.set(entry.filename, {
        name: entry.filename,
        offset: entry.offset,
        bytes: entry.uncompressedSize,
        compressedBytes: entry.compressedSize,
        method: entry.compressionMethod === 0 ? 'stored' : entry.compressionMethod === 8 ? 'deflated' : null,
        encrypted: entry.encrypted,
      })
    }
  } catch (cause) {
    if (cause instanceof FilmFileError || isUnreadable(cause)) throw cause
    // A copy that broke off has no directory, but still begins as film files do.
    if (await beginsAsFilmFile(file)) throw new FilmFileError('damaged', 'Its end is missing.', { cause })
    throw new FilmFileError('not-a-film-file', '', { cause })
  } finally {
    await zip.close()
  }
  return entries
}

/** Bytes of a local file header before its name (APPNOTE 4.3.7). */
const LOCAL_HEADER_BYTES = 30
const LOCAL_HEADER = 0x04034b50

async function beginsAsFilmFile(file: Blob): Promise<boolean> {
  const head = await bytesOf(file.slice(0, LOCAL_HEADER_BYTES + ENTRY.document.length))
  const name = new TextDecoder().decode(head.subarray(LOCAL_HEADER_BYTES))
  return name === ENTRY.document && new DataView(head.buffer).getUint32(0, true) === LOCAL_HEADER
}

/** The content of an entry, never more of it than its directory says. */
async function unpack(file: Blob, entry: ZipEntryFacts): Promise<Blob> {
  const header = new DataView(await file.slice(entry.offset, entry.offset + LOCAL_HEADER_BYTES).arrayBuffer())
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_HEADER) {
    throw new FilmFileError('damaged', 'A part of it is not where it should be.')
  }
  const start = entry.offset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true)
  const packed = file.slice(start, start + entry.compressedBytes)
  if (packed.size !== entry.compressedBytes) throw new FilmFileError('damaged', 'Its end is missing.')
  // What is stored is a piece of the file: it needs no memory, whatever its size.
  return entry.method === 'stored' ? packed : inflate(packed, entry.bytes)
}

async function inflate(packed: Blob, bytes: number): Promise<Blob> {
  let left = bytes
  const limit = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (piece, controller) => {
      left -= piece.length
      if (left < 0) throw new FilmFileError('damaged', 'A part of it is larger than it says.')
      controller.enqueue(piece)
    },
  })
  try {
    const stream = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).pipeThrough(limit)
    const content = await new Response(stream).blob()
    if (left > 0) throw new FilmFileError('damaged', 'A part of it is smaller than it says.')
    return content
  } catch (cause) {
    if (cause instanceof FilmFileError || isUnreadable(cause)) throw cause
    throw new FilmFileError('damaged', 'A part of it cannot be unpacked.', { cause })
  }
}

/** True where the system could not read the file: it was moved, changed or locked since it was chosen. */
function isUnreadable(cause: unknown): boolean {
  return cause instanceof DOMException && (cause.name === 'NotReadableError' || cause.name === 'NotFoundError')
}

function refusal(problem: ForeignFilmProblem): FilmFileError {
  if (problem === 'newer') return new FilmFileError('newer')
  return new FilmFileError('damaged', problem === 'no-film' ? 'There is no film in it.' : 'Its film cannot be read.')
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer())
}

function upper(letter: string): string {
  return letter.toUpperCase()
}
