import { FILM_FILE_EXTENSION } from './manifest.ts'
import { extensionOf, type MediaType } from './media-types.ts'

/** Names of the entries that every film file has. */
export const ENTRY = {
  manifest: 'manifest.json',
  /** The project document, Yjs V2. */
  document: 'document.bin',
  /** The review document (stars, rejections), Yjs V2. */
  review: 'review.bin',
  /** The film as plain records, for people and other tools; never read back. */
  readable: 'film.json',
} as const

/** Name of the entry that holds a recipe. */
export function recipeEntry(sha256: string): string {
  return `recipes/${sha256}.json`
}

/** Name of the entry that holds a medium. */
export function mediumEntry(sha256: string, type: MediaType): string {
  return `media/${sha256}.${extensionOf(type)}`
}

/** A film's name as a file name that every system takes. */
export function fileNameOf(filmName: string): string {
  const plain = filmName
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
    // Windows drops dots and spaces at the end, and hides what begins with a dot.
    .replace(/^[. ]+|[. ]+$/g, '')
  return `${plain || 'film'}${FILM_FILE_EXTENSION}`
}
