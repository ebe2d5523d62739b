/** @vitest-environment node */
import { beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { aFilmFile, writeFixture } from '#client/testing/film-file-fixture.ts'
import { FilmFileError, type FilmFileProblem } from '#shared/interchange/film-file/film-file-error.ts'
import { locateParts } from '#shared/interchange/film-file/locate-parts.ts'
import { must } from '#shared/util/assert.ts'
import { seededRandom } from '#shared/util/random.ts'
import { sha256Of } from '../sha256.ts'
import { extractPart, openFilmFile } from './read-film-file.ts'
import { BlobReader, ZipReader, ZipWriter } from './zip-library.ts'

let whole: Uint8Array<ArrayBuffer>
let entries: ReadonlyMap<string, Blob>

beforeAll(async () => {
  const { file } = await writeFixture(await aFilmFile())
  whole = new Uint8Array(await file.arrayBuffer())
  const found = new Map<string, Blob>()
  for (const entry of await new ZipReader(new BlobReader(file)).getEntries()) {
    const pieces: Uint8Array<ArrayBuffer>[] = []
    const sink = new WritableStream<Uint8Array<ArrayBuffer>>({ write: (piece) => void pieces.push(piece.slice()) })
    if (!entry.directory) await entry.getData(sink)
    found.set(entry.filename, new Blob(pieces))
  }
  entries = found
})

/** The film file with entries replaced, added or (null) taken out. */
async function withEntries(changes: Readonly<Record<string, Blob | string | null>>, level = 0): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const zip = new ZipWriter(new WritableStream({ write: (piece) => void pieces.push(piece.slice()) }))
  for (const [name, content] of Object.entries({ ...Object.fromEntries(entries), ...changes })) {
    if (content !== null) await zip.add(name, new BlobReader(new Blob([content])), { level })
  }
  await zip.close()
  return new Blob(pieces)
}

/** The film file with another manifest, and entries as `withEntries` takes them. */
async function withManifest(
  change: (manifest: Record<string, unknown>) => unknown,
  others: Readonly<Record<string, Blob | string | null>> = {},
  level = 0,
): Promise<Blob> {
  const manifest: unknown = JSON.parse(await must(entries.get('manifest.json'), 'a manifest').text())
  const changed = JSON.stringify(change(manifest as Record<string, unknown>))
  return withEntries({ ...others, 'manifest.json': changed }, level)
}

async function takeAll(file: Blob): Promise<void> {
  const { parts } = await openFilmFile(file)
  for (const part of [...parts.recipes, ...parts.media]) await extractPart(file, part)
}

async function refusal(file: Blob): Promise<FilmFileError | null> {
  try {
    await takeAll(file)
    return null
  } catch (error) {
    if (error instanceof FilmFileError) return error
    throw new Error('a bad file is refused in words', { cause: error })
  }
}

async function expectRefused(file: Blob, problem: FilmFileProblem, words?: string): Promise<void> {
  const error = await refusal(file)
  expect(error?.problem).toBe(problem)
  if (words) expect(error?.message).toContain(words)
}

const partOf = async (content: Blob) => ({ sha256: await sha256Of(content), bytes: content.size })

describe('what is no film file', () => {
  test.each([
    ['nothing', new Blob([])],
    ['a text', new Blob(['hello'.repeat(100)])],
    ['a picture', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), new Uint8Array(500)])],
  ])('[FF9] %s is told apart in words', async (_name, file) => {
    await expectRefused(file, 'not-a-film-file', 'saved as .storycanvas')
  })

  test('[FF9] nor is another zip, or one of another format', async () => {
    await expectRefused(await withEntries({ 'manifest.json': null }), 'not-a-film-file')
    await expectRefused(await withManifest(() => ({ format: 'something', version: 1 })), 'not-a-film-file')
  })
})

describe('a newer film file', () => {
  test('[FF9] is refused by the version of its format, whatever else is in it', async () => {
    await expectRefused(
      await withManifest(() => ({ format: 'storycanvas-film', version: 2, all: 'new' })),
      'newer',
      'A newer StoryCanvas saved this file',
    )
  })

  test('[FF9] or by the version of its film', async () => {
    const ydoc = new Y.Doc()
    ydoc.getMap('meta').set('schemaVersion', 99)
    const document = new Blob([Y.encodeStateAsUpdateV2(ydoc) as Uint8Array<ArrayBuffer>])
    const part = await partOf(document)
    await expectRefused(
      await withManifest((manifest) => ({ ...manifest, document: part }), { 'document.bin': document }),
      'newer',
    )
  })
})

describe('a damaged film file', () => {
  test('[FF7] cut off anywhere it is refused: at the edge of every part and in between', async () => {
    const edges = [...whole.keys()].filter(
      (at) => whole[at] === 0x50 && whole[at + 1] === 0x4b && (whole[at + 2] ?? 9) < 9 && whole[at + 3] !== undefined,
    )
    expect(edges.length, 'headers, descriptors and directory').toBeGreaterThan(20)
    const cuts = new Set(edges.flatMap((at) => [at - 1, at, at + 1, at + 4, at + 30]))
    for (let at = 0; at < whole.length; at += 997) cuts.add(at)
    for (const at of cuts) {
      if (at < 0 || at >= whole.length) continue
      const error = await refusal(new Blob([whole.subarray(0, at)]))
      expect(error?.problem, `cut at ${at}`).toBe(at < 42 ? 'not-a-film-file' : 'damaged')
      if (at >= 42) expect(error?.message).toContain('Its end is missing')
    }
  })

  test('[FF7] with flipped bits it is refused, or taken where they say nothing', async () => {
    const random = seededRandom(11)
    let refused = 0
    for (let round = 0; round < 120; round += 1) {
      const hurt = whole.slice()
      const at = Math.floor(random() * hurt.length)
      hurt[at] = (hurt[at] ?? 0) ^ (1 << Math.floor(random() * 8))
      if (await refusal(new Blob([hurt]))) refused += 1
    }
    expect(refused).toBeGreaterThan(80)
  })

  test('[FF7] a medium that has changed is named', async () => {
    const name = must(
      [...entries.keys()].find((one) => one.endsWith('.webp')),
      'a still',
    )
    const size = must(entries.get(name), 'a still').size
    await expectRefused(await withEntries({ [name]: 'x'.repeat(size) }), 'damaged', '1.01 take 1 has changed')
    await expectRefused(await withEntries({ [name]: 'x' }), 'damaged', '1.01 take 1 has another size')
    await expectRefused(await withEntries({ [name]: null }), 'damaged', '1.01 take 1 is not in it')
  })

  test('[FF7] a document of another hash, of no film, or of bytes that are none', async () => {
    await expectRefused(await withEntries({ 'document.bin': null }), 'damaged', 'The film itself is not in it')
    for (const [content, words] of [
      [new Blob([Y.encodeStateAsUpdateV2(new Y.Doc()) as Uint8Array<ArrayBuffer>]), 'There is no film in it'],
      [new Blob([new Uint8Array(40).fill(7)]), 'Its film cannot be read'],
    ] as const) {
      const document = await partOf(content)
      const file = await withManifest((manifest) => ({ ...manifest, document }), { 'document.bin': content })
      await expectRefused(file, 'damaged', words)
    }
  })

  test.each<[string, (manifest: Record<string, unknown>) => unknown]>([
    ['no media', ({ media: _media, ...rest }) => rest],
    ['a path for a hash', (manifest) => ({ ...manifest, recipes: [{ sha256: '../../recipe', bytes: 3 }] })],
    ['a type that runs in a browser', (manifest) => ({ ...manifest, media: [medium({ mime: 'text/html' })] })],
    ['a size below nothing', (manifest) => ({ ...manifest, media: [medium({ bytes: -1 })] })],
    ['a film without an id', (manifest) => ({ ...manifest, film: { name: 'x' } })],
    ['a document larger than any', (manifest) => ({ ...manifest, document: { ...medium({}), bytes: 1e12 } })],
  ])('[FF7] [FF10] whose manifest has %s', async (_name, change) => {
    await expectRefused(await withManifest(change), 'damaged', 'list of contents')
  })

  test('[FF7] whose manifest is no JSON, or names a file twice', async () => {
    await expectRefused(await withEntries({ 'manifest.json': '{' }), 'damaged', 'list of contents')
    const twice = await withManifest((manifest) => ({
      ...manifest,
      media: [...(manifest['media'] as unknown[]), ...(manifest['media'] as unknown[])],
    }))
    await expectRefused(twice, 'damaged', 'twice')
  })

  test('[FF6] whose entries have names that lead elsewhere, or come twice', async () => {
    for (const name of ['../evil.sh', 'media/../../evil.sh', '/etc/passwd', 'C:\\evil.exe', '..\\evil.exe']) {
      expect((await refusal(await withEntries({ [name]: 'x' })))?.problem, name).toBe('damaged')
    }
    await expectRefused(await renamed(await withEntries({ 'second.bin': 'x' }), 'second.bin', 'review.bin'), 'damaged')
  })

  test('[FF6] entries that nobody names are not looked at', async () => {
    expect(await refusal(await withEntries({ 'notes.txt': 'from a friend', '__MACOSX/._film.json': 'x' }))).toBeNull()
  })

  test('[FF7] packed anew by another program it is taken all the same', async () => {
    expect(await refusal(await withEntries({}, 6))).toBeNull()
  })
})

describe('a bomb', () => {
  test('[FF11] what unpacks to more than it says is stopped', async () => {
    const review = { sha256: 'a'.repeat(64), bytes: 1_000 }
    const change = (manifest: object): object => ({ ...manifest, review })
    const honest = await withManifest(change, { 'review.bin': new Blob([new Uint8Array(900_000)]) }, 6)
    await expectRefused(honest, 'damaged', 'another size')
    await expectRefused(await patchSize(honest, 'review.bin', 1_000), 'damaged', 'larger than it says')
    await expectRefused(await patchSize(new Blob([whole]), 'review.bin', 14), 'damaged', 'another size')
  })

  test('[FF11] so is what claims to unpack to far more than it takes', async () => {
    const zeros = new Blob([new Uint8Array(8_000_000)])
    const review = await partOf(zeros)
    await expectRefused(
      await withManifest((manifest) => ({ ...manifest, review }), { 'review.bin': zeros }, 6),
      'too-large',
    )
    await expectRefused(await patchSize(new Blob([whole]), 'manifest.json', 2 ** 31), 'too-large')
  })

  test('[FF11] and parts that share their bytes', async () => {
    const { parts, manifest } = await openFilmFile(new Blob([whole]))
    const { entry } = must(parts.media[0], 'a medium')
    const big = { ...entry, offset: 0, bytes: whole.length - 10, compressedBytes: whole.length - 10 }
    const media = manifest.media.map((one) => ({ ...one, bytes: big.bytes }))
    const all = new Map(
      [parts.document, parts.review, ...parts.recipes]
        .map((part) => [part.entry.name, part.entry] as const)
        .concat(parts.media.map((part) => [part.entry.name, { ...big, name: part.entry.name }])),
    )
    expect(() => locateParts({ ...manifest, media }, all, whole.length)).toThrow('overlap')
  })
})

function medium(change: Readonly<Record<string, unknown>>) {
  return { sha256: 'a'.repeat(64), bytes: 1, mime: 'image/png', label: '', ...change }
}

/** Where the record of an entry starts in the directory at the end of a zip (APPNOTE 4.3.12). */
function recordOf(bytes: Uint8Array, name: string): number {
  const text = new TextDecoder('latin1').decode(bytes)
  for (let at = text.indexOf('PK\x01\x02'); at >= 0; at = text.indexOf('PK\x01\x02', at + 1)) {
    if (text.startsWith(name, at + 46)) return at
  }
  throw new Error(`${name} is not in the directory`)
}

/** The file with another size in the directory's record of an entry. */
async function patchSize(file: Blob, name: string, size: number): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  new DataView(bytes.buffer).setUint32(recordOf(bytes, name) + 24, size, true)
  return new Blob([bytes])
}

/** The file with an entry called as another one of equal length, in its directory. */
async function renamed(file: Blob, name: string, as: string): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  bytes.set(new TextEncoder().encode(as), recordOf(bytes, name) + 46)
  return new Blob([bytes])
}
