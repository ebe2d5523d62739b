import { z } from 'zod'
import { EntityId, Sha256 } from '../../model/ids.ts'
import { FilmFileError } from './film-file-error.ts'
import { MediaType } from './media-types.ts'

/** Version of the format that this code writes, and the newest that it reads. */
export const FILM_FILE_VERSION = 1

/** How the name of a film file ends. */
export const FILM_FILE_EXTENSION = '.storycanvas'

/** What a film file is on the web and to a system. */
export const FILM_FILE_MIME = 'application/vnd.storycanvas+zip'

const FORMAT = 'storycanvas-film'

/** Which media a film file carries: those of every take, of the picked ones, or none. The song goes with both. */
export const MediaScope = z.enum(['all', 'picked', 'none'])
export type MediaScope = z.infer<typeof MediaScope>

/** Most bytes of each part that are read, whatever the file claims. */
export const PART_LIMITS = {
  manifest: 64 * 1024 ** 2,
  document: 256 * 1024 ** 2,
  review: 64 * 1024 ** 2,
  recipe: 4 * 1024 ** 2,
} as const

/** Most files of one kind: two million takes would need a document that nobody can open. */
const MOST_FILES = 200_000

const Part = z.object({ sha256: Sha256, bytes: z.int().min(0) })

/** What a medium is to the film, for people: "3.04 take 2". */
const Label = z.string().max(300)

const Medium = Part.extend({ mime: MediaType, label: Label })

/** A file that belongs to the film and could not be put into the film file. */
export const MissingFile = z.object({
  kind: z.enum(['medium', 'recipe']),
  sha256: Sha256,
  label: Label,
  /** `not-found`: neither the device nor a server had it. `damaged`: its bytes were not those of its hash. */
  why: z.enum(['not-found', 'damaged']),
})
export type MissingFile = z.infer<typeof MissingFile>

/** `manifest.json` of a film file: what is in it, and nothing about where, since every name follows from a hash. */
export const FilmFileManifest = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FILM_FILE_VERSION),
  /** The StoryCanvas that wrote the file. */
  app: z.object({ version: z.string().max(40) }),
  film: z.object({ id: EntityId, name: z.string().max(200) }),
  /** Milliseconds since 1970 as ISO 8601 in UTC. */
  madeAt: z.iso.datetime(),
  scope: MediaScope,
  document: Part.extend({ bytes: z.int().min(1).max(PART_LIMITS.document) }),
  review: Part.extend({ bytes: z.int().min(1).max(PART_LIMITS.review) }),
  recipes: z.array(Part.extend({ bytes: z.int().min(1).max(PART_LIMITS.recipe) })).max(MOST_FILES),
  media: z.array(Medium).max(MOST_FILES),
  missing: z.array(MissingFile).max(MOST_FILES),
})
export type FilmFileManifest = z.infer<typeof FilmFileManifest>

/** What somebody who makes a manifest says; the rest is fixed. */
export type ManifestFacts = Omit<FilmFileManifest, 'format' | 'version'>

/** The text of `manifest.json`. */
export function writeManifest(facts: ManifestFacts): string {
  const manifest: FilmFileManifest = { format: FORMAT, version: FILM_FILE_VERSION, ...facts }
  return JSON.stringify(FilmFileManifest.parse(manifest), null, 2)
}

const Envelope = z.object({ format: z.literal(FORMAT), version: z.int().min(1) })

/** Reads `manifest.json`. Throws a `FilmFileError` that tells a newer file from a damaged one and from something else. */
export function readManifest(text: string): FilmFileManifest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new FilmFileError('damaged', 'Its list of contents cannot be read.', { cause })
  }
  // Looked at first: a newer format may have changed everything else.
  const envelope = Envelope.safeParse(value)
  if (!envelope.success) throw new FilmFileError('not-a-film-file')
  if (envelope.data.version > FILM_FILE_VERSION) throw new FilmFileError('newer')
  const manifest = FilmFileManifest.safeParse(value)
  if (!manifest.success) {
    throw new FilmFileError('damaged', 'Its list of contents is not what it should be.', { cause: manifest.error })
  }
  return manifest.data
}
