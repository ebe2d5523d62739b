import type { Character } from '../../model/character.ts'
import type { Clip } from '../../model/clip.ts'
import type { PoolEntry } from '../../model/pool-entry.ts'
import type { Project } from '../../model/project.ts'
import type { Scene } from '../../model/scene.ts'
import type { Style } from '../../model/style.ts'
import type { Take } from '../../model/take.ts'

/** A film as plain records. */
export interface ReadableFilm {
  readonly project: Project
  readonly scenes: readonly Scene[]
  readonly clips: readonly Clip[]
  readonly takes: readonly Take[]
  readonly characters: readonly Character[]
  readonly styles: readonly Style[]
  readonly pool: readonly PoolEntry[]
  /** Ids of the takes that somebody liked. */
  readonly starred: readonly string[]
  /** Ids of the takes that somebody set aside. */
  readonly rejected: readonly string[]
}

const ABOUT =
  'The film as plain records, trash included, for people and other programs. StoryCanvas itself reads document.bin and review.bin.'

/** The text of `film.json`. */
export function writeReadableFilm(film: ReadableFilm): string {
  return JSON.stringify({ about: ABOUT, ...film }, null, 2)
}
