import { ENTRY, mediumEntry, recipeEntry } from '#shared/interchange/film-file/entry-names.ts'
import {
  PART_LIMITS,
  writeManifest,
  type FilmFileManifest,
  type MissingFile,
} from '#shared/interchange/film-file/manifest.ts'
import { mediaTypeOf } from '#shared/interchange/film-file/media-types.ts'
import { Recipe } from '#shared/model/recipe.ts'
import { sha256Of } from '../sha256.ts'
import type { FilmFileJob, WrittenFilmFile } from './film-file-worker-api.ts'
import { BlobReader, ZipWriter } from './zip-library.ts'

/** Level of deflate that browsers compress at. Media are compressed already: they are kept as they are. */
const DEFLATE = { level: 6 } as const
const STORE = { level: 0 } as const

/** What the writing of a film file gets from outside; see `FilmFileWorkerApi.write`. */
export interface FilmFileSources {
  readonly read: (sha256: string) => Promise<Blob | null>
  readonly report: (bytes: number) => Promise<boolean>
}

/**
 * Writes a film file. Files are asked for one after the other, the next one while one is written, so that memory does
 * not grow with the film. What nobody has, or what is not what its hash says, is named in the manifest instead.
 */
export async function writeFilmFile(
  job: FilmFileJob,
  { read, report }: FilmFileSources,
  sink: WritableStream<Uint8Array>,
): Promise<Omit<WrittenFilmFile, 'file'>> {
  const counted = countBytes(sink)
  const zip = new ZipWriter(counted.stream, {
    lastModDate: new Date(job.facts.madeAt),
    extendedTimestamp: false,
    preventClose: true,
  })
  const stop = new AbortController()
  const tell = (bytes: number): void => {
    const onAnswer = (goesOn: boolean): void => {
      if (!goesOn) stop.abort(new DOMException('Called off', 'AbortError'))
    }
    void report(bytes).then(onAnswer, () => onAnswer(false))
  }
  const addWhole = async (name: string, content: Blob) => {
    await zip.add(name, new BlobReader(content), DEFLATE)
    return { sha256: await sha256Of(content), bytes: content.size }
  }
  // The document stands first: its name at the start tells a film file whose end is missing from any other zip.
  const document = await addWhole(ENTRY.document, blobOf(job.document))
  const review = await addWhole(ENTRY.review, blobOf(job.review))
  await addWhole(ENTRY.readable, new Blob([job.readable]))

  const missing: MissingFile[] = []
  const found = async (wanted: Omit<MissingFile, 'why'>, content: Blob | null): Promise<Blob | null> => {
    const isIt = content !== null && (await sha256Of(content)) === wanted.sha256
    if (!isIt) missing.push({ ...wanted, why: content ? 'damaged' : 'not-found' })
    return isIt ? content : null
  }

  const recipes: FilmFileManifest['recipes'] = []
  const inputs = new Set<string>()
  for await (const [sha256, file] of inTurn(job.recipes, (hash) => read(hash))) {
    stop.signal.throwIfAborted()
    const recipe = await found({ kind: 'recipe', sha256, label: 'the recipe of a take' }, file)
    if (!recipe || recipe.size > PART_LIMITS.recipe) continue
    recipes.push(await addWhole(recipeEntry(sha256), recipe))
    if (job.withInputs) for (const input of await inputsOf(recipe)) inputs.add(input)
  }

  const media: FilmFileManifest['media'] = []
  const known = new Set(job.media.map((medium) => medium.sha256))
  const rest = [...inputs]
    .filter((sha256) => !known.has(sha256))
    .map((sha256) => ({ sha256, mime: '', label: 'a picture that a take was made from' }))
  let done = 0
  for await (const [wanted, file] of inTurn([...job.media, ...rest], ({ sha256 }) => read(sha256))) {
    stop.signal.throwIfAborted()
    const { sha256 } = wanted
    const label = wanted.label.slice(0, 300)
    const medium = await found({ kind: 'medium', sha256, label }, file)
    if (!medium) continue
    const mime = mediaTypeOf(medium.type, wanted.mime)
    await zip.add(mediumEntry(sha256, mime), new BlobReader(medium), {
      ...STORE,
      signal: stop.signal,
      onprogress: (written) => tell(done + written),
    })
    done += medium.size
    tell(done)
    media.push({ sha256, bytes: medium.size, mime, label })
  }

  const manifest = writeManifest({ ...job.facts, document, review, recipes, media, missing })
  await addWhole(ENTRY.manifest, new Blob([manifest]))
  await zip.close()
  return { bytes: counted.bytes(), missing }
}

function blobOf(bytes: Uint8Array): Blob {
  return new Blob([bytes as Uint8Array<ArrayBuffer>])
}

/** Pictures that went into the making of a take. A recipe that this version cannot read names none. */
async function inputsOf(recipe: Blob): Promise<readonly string[]> {
  try {
    return Recipe.parse(JSON.parse(await recipe.text())).inputs
  } catch {
    return []
  }
}

/** Each thing with what `get` brings for it, the next one under way while one is looked at. */
async function* inTurn<T, V>(things: readonly T[], get: (thing: T) => Promise<V>): AsyncGenerator<[T, V]> {
  const ask = (thing: T | undefined): Promise<V> | null => {
    if (thing === undefined) return null
    const answer = get(thing)
    // Asked for early, it may fail before anybody waits for it.
    answer.catch(() => undefined)
    return answer
  }
  let coming = ask(things[0])
  for (const [index, thing] of things.entries()) {
    const now = coming
    coming = null
    const value = await now!
    coming = ask(things[index + 1])
    yield [thing, value]
  }
}

function countBytes(sink: WritableStream<Uint8Array>): { stream: WritableStream<Uint8Array>; bytes: () => number } {
  const writer = sink.getWriter()
  let bytes = 0
  return {
    bytes: () => bytes,
    stream: new WritableStream({
      write: async (piece) => {
        await writer.write(piece)
        bytes += piece.length
      },
    }),
  }
}
