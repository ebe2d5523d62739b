import * as Y from 'yjs'
import { addTake } from '#shared/commands/take-commands.ts'
import type { TestFilm } from '#shared/testing/builders.ts'
import { aFilm, aTake } from '#shared/testing/builders.ts'
import { must } from '#shared/util/assert.ts'
import type { FilmFileJob, WrittenFilmFile } from '../workers/film-file/film-file-worker-api.ts'
import { openFileTarget } from '../workers/film-file/file-target.ts'
import { writeFilmFile } from '../workers/film-file/write-film-file.ts'
import { sha256Of } from '../workers/sha256.ts'

/** The id that the manifest of a fixture gives its film. */
export const FIXTURE_FILM_ID = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'

/** A film with media, as it is written into a file. */
export interface FilmFileFixture {
  readonly film: TestFilm
  readonly job: FilmFileJob
  /** Media and recipes by hash. */
  readonly files: Map<string, Blob>
}

/** A film of three clips: a still, a video, a sound, and a recipe that was made from a picture. */
export async function aFilmFile(seed = 1): Promise<FilmFileFixture> {
  const film = aFilm([2, 1], seed)
  const files = new Map<string, Blob>()
  const keep = async (text: string, type: string): Promise<string> => {
    const blob = new Blob([text.repeat(500)], { type })
    files.set(await sha256Of(blob), blob)
    return sha256Of(blob)
  }
  const still = await keep(`still ${seed}`, 'image/webp')
  const video = await keep(`video ${seed}`, 'video/mp4')
  const song = await keep(`song ${seed}`, 'audio/webm')
  const input = await keep(`input ${seed}`, 'image/png')
  const recipe = new Blob([JSON.stringify(aRecipe(input))], { type: 'application/json' })
  const recipeHash = await sha256Of(recipe)
  files.set(recipeHash, recipe)
  const [first, second] = film.clipIds
  for (const [clipId, media] of [
    [first, still],
    [second, video],
  ] as const) {
    const take = aTake(must(clipId, 'a clip'), film.context.newId(), { media, recipe: recipeHash })
    addTake(film.doc, { take, pick: 'always' }, film.context)
  }
  return {
    film,
    files,
    job: {
      facts: {
        app: { version: '0.1.0' },
        film: { id: FIXTURE_FILM_ID, name: 'Salt & Neon' },
        madeAt: '2026-03-01T12:00:00.000Z',
        scope: 'all',
      },
      document: Y.encodeStateAsUpdateV2(film.doc.ydoc),
      review: Y.encodeStateAsUpdateV2(new Y.Doc()),
      readable: '{"project":{"name":"Salt & Neon"}}',
      recipes: [recipeHash],
      media: [
        { sha256: song, mime: 'audio/webm', label: 'the song' },
        { sha256: still, mime: 'image/webp', label: '1.01 take 1' },
        { sha256: video, mime: 'video/mp4', label: '1.02 take 1' },
      ],
      withInputs: true,
    },
  }
}

/** Writes a fixture into memory. */
export async function writeFixture(fixture: FilmFileFixture): Promise<WrittenFilmFile & { file: Blob }> {
  const target = await openFileTarget(null)
  const sources = { read: async (sha256: string) => fixture.files.get(sha256) ?? null, report: async () => true }
  const written = await writeFilmFile(fixture.job, sources, target.stream)
  return { ...written, file: must(await target.finish(), 'a file in memory') }
}

function aRecipe(input: string) {
  return {
    version: 1,
    kind: 'image',
    backend: 'comfyui',
    prompt: 'neon rain',
    negativePrompt: '',
    model: 'flux1-dev.safetensors',
    modelType: null,
    params: { steps: 20 },
    seed: 7,
    inputs: [input],
    graph: null,
    server: null,
    serverVersion: null,
    durationMs: null,
  }
}
