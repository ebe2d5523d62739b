import * as Y from 'yjs'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { RecordCache } from '#shared/document/record-cache.ts'
import { picturesOf } from '#shared/model/character.ts'
import { openReviewDoc, readReview } from '#shared/document/review-doc.ts'
import { pickedTake } from '#shared/document/selectors.ts'
import { applyStored } from './fold-updates.ts'
import type { StoredBytes } from './fold-updates.ts'

/** The media that a film speaks of, by hash; the recipes of its takes are among them. */
export interface FilmMedia {
  /** Song, picked and starred takes, pictures of characters, the pool: what the film is, and what somebody liked. */
  readonly needed: readonly string[]
  /** Every other take, those in the trash included. */
  readonly spare: readonly string[]
}

/** Reads which media a film needs and which it could do without. */
export type ReadFilmMedia = (project: StoredBytes, review: StoredBytes) => Promise<FilmMedia>

/** The media of a film, from its two documents as they are stored. */
export function filmMedia(project: StoredBytes, review: StoredBytes): FilmMedia {
  const [film, marks] = [new Y.Doc(), new Y.Doc()]
  applyStored(film, project, 'read')
  applyStored(marks, review, 'read')
  const cache = new RecordCache(openProjectDoc(film))
  const snapshot = cache.snapshot()
  const { stars } = readReview(openReviewDoc(marks))
  const picked = new Set([...snapshot.clips.values()].map((clip) => pickedTake(snapshot, clip)?.id))
  const needed = new Set<string>()
  const spare = new Set<string>()
  if (snapshot.project.music) needed.add(snapshot.project.music.sha256)
  for (const { id, media, recipe } of snapshot.takes.values()) {
    const group = picked.has(id) || stars.has(id) ? needed : spare
    group.add(media)
    if (recipe !== null) group.add(recipe)
  }
  for (const character of snapshot.characters.values()) for (const hash of picturesOf(character)) needed.add(hash)
  for (const entry of snapshot.pool.values()) {
    for (const hash of [entry.media, entry.recipe ?? []].flat()) needed.add(hash)
  }
  cache.destroy()
  film.destroy()
  marks.destroy()
  return { needed: [...needed], spare: [...spare].filter((hash) => !needed.has(hash)) }
}
