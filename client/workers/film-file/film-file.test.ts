/** @vitest-environment node */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { aFilmFile, writeFixture } from '#client/testing/film-file-fixture.ts'
import type { FilmFileFixture } from '#client/testing/film-file-fixture.ts'
import { randomEdit } from '#shared/testing/random-edits.ts'
import { seededRandom } from '#shared/util/random.ts'
import { must } from '#shared/util/assert.ts'
import { extractPart, openFilmFile } from './read-film-file.ts'
import { writeFilmFile } from './write-film-file.ts'
import { BlobReader, ZipReader } from './zip-library.ts'

async function bytesOf(blob: Blob | undefined): Promise<Uint8Array> {
  return new Uint8Array(await must(blob, 'a file').arrayBuffer())
}

async function entryNames(file: Blob): Promise<string[]> {
  const entries = await new ZipReader(new BlobReader(file)).getEntries()
  return entries.map((entry) => entry.filename)
}

async function checkRoundTrip({ film, files }: FilmFileFixture, file: Blob): Promise<void> {
  const { film: read, parts } = await openFilmFile(file)
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, read.document)
  expect(Y.encodeStateAsUpdateV2(ydoc)).toEqual(Y.encodeStateAsUpdateV2(film.doc.ydoc))
  const kept = [...parts.recipes, ...parts.media]
  expect(kept.map((part) => part.sha256).toSorted()).toEqual([...files.keys()].toSorted())
  for (const part of kept) {
    const content = await extractPart(file, part)
    expect(content.type).toBe(part.mime)
    expect(await bytesOf(content)).toEqual(await bytesOf(files.get(part.sha256)))
  }
}

describe('a film file', () => {
  test('[FF1] gives back what was put into it: the film, its media byte for byte, recipes and what they were made from', async () => {
    const fixture = await aFilmFile()
    const written = await writeFixture(fixture)
    expect(written.missing).toEqual([])
    expect(written.bytes).toBe(written.file.size)
    await checkRoundTrip(fixture, written.file)
    const { manifest, film } = await openFilmFile(written.file)
    expect(manifest).toMatchObject({ scope: 'all', film: { name: 'Salt & Neon' }, madeAt: '2026-03-01T12:00:00.000Z' })
    expect(film.facts).toMatchObject({ name: 'Salt & Neon', clipCount: 3, takeCount: 2 })
  })

  test('[FF1] whatever the film is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 0, max: 60 }), async (seed, edits) => {
        const fixture = await aFilmFile(seed)
        const random = seededRandom(seed)
        for (let edit = 0; edit < edits; edit += 1) randomEdit(fixture.film.doc, random, fixture.film.context)
        const job = { ...fixture.job, document: Y.encodeStateAsUpdateV2(fixture.film.doc.ydoc) }
        await checkRoundTrip(fixture, (await writeFixture({ ...fixture, job })).file)
      }),
      { numRuns: 15, seed: 4 },
    )
  })

  test('[FF6] names its entries by hash, media stored as they are, and leaves a text for people', async () => {
    const { file } = await writeFixture(await aFilmFile())
    const entries = await new ZipReader(new BlobReader(file)).getEntries()
    expect(entries.map((entry) => entry.filename.replace(/[0-9a-f]{64}/, 'hash')).toSorted()).toEqual([
      'document.bin',
      'film.json',
      'manifest.json',
      'media/hash.mp4',
      'media/hash.png',
      'media/hash.weba',
      'media/hash.webp',
      'recipes/hash.json',
      'review.bin',
    ])
    for (const entry of entries) expect(entry.compressionMethod).toBe(entry.filename.startsWith('media/') ? 0 : 8)
  })

  test('[FF3] a file that nobody has, or that is not what its hash says, is named and the rest is written', async () => {
    const fixture = await aFilmFile()
    const [song, still, video] = fixture.job.media.map((medium) => medium.sha256)
    fixture.files.delete(must(song, 'a song'))
    fixture.files.set(must(video, 'a video'), new Blob(['something else']))
    const { file, missing } = await writeFixture(fixture)
    expect(missing).toEqual([
      { kind: 'medium', sha256: song, label: 'the song', why: 'not-found' },
      { kind: 'medium', sha256: video, label: '1.02 take 1', why: 'damaged' },
    ])
    const { manifest } = await openFilmFile(file)
    expect(manifest.missing).toEqual(missing)
    expect(manifest.media.map((medium) => medium.sha256)).toContain(still)
    expect((await entryNames(file)).filter((name) => name.startsWith('media/'))).toHaveLength(2)
  })

  test('[FF4] files are asked for one after the other', async () => {
    const fixture = await aFilmFile()
    const asked: string[] = []
    let open = 0
    let most = 0
    const read = async (sha256: string): Promise<Blob | null> => {
      asked.push(sha256)
      most = Math.max(most, (open += 1))
      await Promise.resolve()
      open -= 1
      return fixture.files.get(sha256) ?? null
    }
    await writeFilmFile(fixture.job, { read, report: async () => true }, new WritableStream())
    expect(asked).toHaveLength(5)
    expect(most).toBe(1)
  })
})
