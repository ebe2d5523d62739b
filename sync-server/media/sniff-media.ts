import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import type { MediaRecord } from '#server/storage/media-index.ts'
import { Recipe } from '#shared/model/recipe.ts'

/** What a file is, told by its bytes. */
export interface SniffedMedia {
  readonly mime: string
  readonly kind: MediaRecord['kind']
}

/** The types that are taken. What can carry scripts (HTML, SVG) is not among them. */
const TAKEN: ReadonlyMap<string, SniffedMedia> = new Map(
  Object.entries({
    'image/png': ['image/png', 'image'],
    'image/apng': ['image/apng', 'image'],
    'image/jpeg': ['image/jpeg', 'image'],
    'image/webp': ['image/webp', 'image'],
    'image/gif': ['image/gif', 'image'],
    'image/avif': ['image/avif', 'image'],
    'video/mp4': ['video/mp4', 'video'],
    'video/x-m4v': ['video/mp4', 'video'],
    'video/webm': ['video/webm', 'video'],
    'video/quicktime': ['video/quicktime', 'video'],
    'audio/mpeg': ['audio/mpeg', 'audio'],
    'audio/wav': ['audio/wav', 'audio'],
    'audio/vnd.wave': ['audio/wav', 'audio'],
    'audio/flac': ['audio/flac', 'audio'],
    'audio/x-flac': ['audio/flac', 'audio'],
    'audio/aac': ['audio/aac', 'audio'],
    'audio/x-m4a': ['audio/mp4', 'audio'],
    'audio/mp4': ['audio/mp4', 'audio'],
    'audio/ogg': ['audio/ogg', 'audio'],
  } as const).map(([sniffed, [mime, kind]]) => [sniffed, { mime, kind }]),
)

/** Recipes are small texts; nothing larger is read as one. */
const MAX_RECIPE_BYTES = 4 * 1024 * 1024

/** Tells what a file is, whatever it is called; null for what the product has no use for. */
export async function sniffMedia(path: string, bytes: number): Promise<SniffedMedia | null> {
  const sniffed = await fileTypeFromFile(path)
  if (sniffed) return TAKEN.get(sniffed.mime.split(';')[0] ?? '') ?? null
  return (await isRecipe(path, bytes)) ? { mime: 'application/json', kind: 'recipe' } : null
}

async function isRecipe(path: string, bytes: number): Promise<boolean> {
  if (bytes === 0 || bytes > MAX_RECIPE_BYTES) return false
  const file = await open(path)
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile()))
    return Recipe.safeParse(value).success
  } catch {
    return false
  } finally {
    await file.close()
  }
}
