import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { allTakesOfClip, pickedTake, storyClips } from '#shared/document/selectors.ts'
import type { MediaScope } from '#shared/interchange/film-file/manifest.ts'
import { picturesOf } from '#shared/model/character.ts'
import type { TakeFacts } from '#shared/model/pool-entry.ts'
import type { WantedMedium } from '../../workers/film-file/film-file-worker-api.ts'

/** A medium of a film. */
export interface FilmMedium extends WantedMedium {
  /** Size of the file; null where the film does not say. */
  readonly bytes: number | null
  /** True where nothing outside of the trash needs it. */
  readonly inTrash: boolean
}

/**
 * The media that belong to a film, each once, in story order, the song first. All of them are those of every take, what
 * lies in the trash included: it can still be taken out.
 */
export function mediaOfFilm(snapshot: ProjectSnapshot, scope: MediaScope): readonly FilmMedium[] {
  if (scope === 'none') return []
  const media = new Map<string, FilmMedium>()
  const add = (medium: FilmMedium): void => {
    const known = media.get(medium.sha256)
    if (!known || (known.inTrash && !medium.inTrash)) media.set(medium.sha256, medium)
  }
  const { music } = snapshot.project
  if (music) add({ sha256: music.sha256, mime: music.mime, label: 'the song', bytes: null, inTrash: false })
  const story = storyClips(snapshot)
  const told = new Set(story.map((clip) => clip.id))
  const clips = [...story, ...[...snapshot.clips.values()].filter((clip) => !told.has(clip.id))]
  for (const clip of clips) {
    const takes = allTakesOfClip(snapshot, clip.id)
    const picked = pickedTake(snapshot, clip)
    const isGone = clip.deletedAt !== null || snapshot.scenes.get(clip.sceneId)?.deletedAt !== null
    for (const [index, take] of takes.entries()) {
      if (scope === 'all' || (take === picked && !isGone)) {
        add(mediumOf(take, `${clip.number} take ${index + 1}`, isGone || take.deletedAt !== null))
      }
    }
  }
  if (scope === 'all') for (const take of snapshot.takes.values()) add(mediumOf(take, 'a take without a clip', true))
  for (const character of snapshot.characters.values()) {
    const isGone = character.deletedAt !== null
    for (const sha256 of picturesOf(character)) {
      // A character's pictures are named by their hash alone: what they are is known when they are read.
      add({ sha256, mime: '', label: `a picture of ${character.name}`, bytes: null, inTrash: isGone })
    }
  }
  if (scope === 'all') {
    for (const entry of snapshot.pool.values())
      add(mediumOf(entry, `${entry.name} of the pool`, entry.deletedAt !== null))
  }
  return [...media.values()]
}

function mediumOf({ media, mime, bytes }: TakeFacts, label: string, inTrash: boolean): FilmMedium {
  return { sha256: media, mime, bytes, label, inTrash }
}

/** Hashes of the recipes of a film's takes, those of its pool included. */
export function recipesOfFilm({ takes, pool }: ProjectSnapshot): readonly string[] {
  return [...new Set([...takes.values(), ...pool.values()].flatMap(({ recipe }) => recipe ?? []))]
}
