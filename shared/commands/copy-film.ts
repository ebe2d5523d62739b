import type { z } from 'zod'
import type { ProjectSnapshot } from '../document/record-cache.ts'
import type { importFilm } from './import-film.ts'
import type { TakeMarks } from './review-commands.ts'

/** A second film with everything of a first one but its trash, under ids of its own. */
export interface FilmCopy {
  /** For the command `project.import`. */
  readonly film: z.input<(typeof importFilm)['schema']>
  /** For the command `take.import-marks`. */
  readonly marks: TakeMarks
}

/**
 * Copies a film's live records and the marks of its takes under fresh ids: what lies in the trash stays behind. Media
 * are named by their hash, so the copy shares them.
 */
export function copyFilm(snapshot: ProjectSnapshot, marks: TakeMarks, name: string, newId: () => string): FilmCopy {
  const { project } = snapshot
  const ids = new Map<string, string>()
  const fresh = (id: string): string => {
    const known = ids.get(id)
    if (known) return known
    const made = newId()
    ids.set(id, made)
    return made
  }
  const scenes = [...snapshot.scenes.values()].filter((scene) => scene.deletedAt === null)
  const sceneIds = new Set(scenes.map((scene) => scene.id))
  const clips = [...snapshot.clips.values()].filter((clip) => clip.deletedAt === null && sceneIds.has(clip.sceneId))
  const clipIds = new Set(clips.map((clip) => clip.id))
  const takes = [...snapshot.takes.values()].filter((take) => take.deletedAt === null && clipIds.has(take.clipId))
  const clipOfTake = new Map(takes.map((take) => [take.id, take.clipId]))
  const kept = (id: string | null, live: ReadonlySet<string>): string | null =>
    id !== null && live.has(id) ? fresh(id) : null
  // A pick that lies in the trash or belongs to another clip counts for nothing, so the copy has none.
  const pickOf = (clipId: string, pick: string | null): string | null =>
    pick !== null && clipOfTake.get(pick) === clipId ? fresh(pick) : null
  const copied = (of: TakeMarks['stars']): TakeMarks['stars'] =>
    of.flatMap((mark) => (clipOfTake.has(mark.takeId) ? { ...mark, takeId: fresh(mark.takeId) } : []))
  const characters = [...snapshot.characters.values()].filter((character) => character.deletedAt === null)
  const styles = [...snapshot.styles.values()].filter((style) => style.deletedAt === null)
  // What came from the library keeps its id: it is the same character or style in every film.
  const homeId = ({ id, sourceId }: { id: string; sourceId: string | null }): string =>
    sourceId === id ? id : fresh(id)
  const castIds = new Map([...characters, ...styles].map((item) => [item.id, homeId(item)]))
  return {
    film: {
      project: {
        name: name.slice(0, 200),
        description: project.description,
        frameRate: project.frameRate,
        width: project.width,
        height: project.height,
        music: project.music,
      },
      scenes: scenes.map((scene) => ({
        ...scene,
        id: fresh(scene.id),
        alternateOf: kept(scene.alternateOf, sceneIds),
      })),
      clips: clips.map((clip) => ({
        ...clip,
        id: fresh(clip.id),
        sceneId: fresh(clip.sceneId),
        selectedTakeId: pickOf(clip.id, clip.selectedTakeId),
        alternateOf: kept(clip.alternateOf, clipIds),
        characterIds: clip.characterIds.flatMap((id) => castIds.get(id) ?? []),
        styleId: clip.styleId === null ? null : (castIds.get(clip.styleId) ?? null),
      })),
      takes: takes.map((take) => ({ ...take, id: fresh(take.id), clipId: fresh(take.clipId) })),
      characters: characters.map((character) => ({ ...character, id: homeId(character) })),
      styles: styles.map((style) => ({ ...style, id: homeId(style) })),
      pool: [...snapshot.pool.values()]
        .filter((entry) => entry.deletedAt === null)
        .map((entry) => ({ ...entry, id: fresh(entry.id) })),
    },
    marks: { stars: copied(marks.stars), rejects: copied(marks.rejects) },
  }
}
