import type { MediaLibrary } from '#client/session/media-library.ts'
import type { Projects } from '#client/session/projects.ts'
import { importFilm } from '#shared/commands/import-film.ts'
import { createProject, setMusic, updateProject } from '#shared/commands/project-commands.ts'
import { addClip } from '#shared/commands/clip-commands.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import type { FrameRate } from '#shared/model/time.ts'
import type { FoundScene } from './parse-script.ts'

/** What the making of films works with. */
export type FilmMakers = { projects: Projects; media: MediaLibrary; newId: () => string }

/** What a person says of a new film. */
export type NewFilm = { name: string; frameRate: FrameRate; width: number; height: number }

/** A new film without anything in it but one scene with one clip, so that there is something to write in. */
export async function makeEmptyFilm({ projects, newId }: FilmMakers, film: NewFilm): Promise<string> {
  const projectId = newId()
  await projects.change(projectId, (doc, context) => {
    createProject(doc, film, context)
    const sceneId = addScene(doc, { name: 'Scene 1' }, context)
    addClip(doc, { sceneId }, context)
  })
  return projectId
}

/** A new film with the scenes of a text, each with one clip that is still to be planned. */
export async function makeFilmFromText(
  { projects, newId }: FilmMakers,
  film: NewFilm,
  scenes: readonly FoundScene[],
): Promise<string> {
  const projectId = newId()
  await projects.change(projectId, (doc, context) => {
    createProject(doc, film, context)
    for (const scene of scenes) {
      const sceneId = addScene(doc, scene, context)
      addClip(doc, { sceneId }, context)
    }
  })
  return projectId
}

/** "my_song - final.mp3" reads "My song - final". */
export function filmNameOf(fileName: string): string {
  const words = fileName
    .replace(/\.[^.]{1,5}$/, '')
    .replaceAll('_', ' ')
    .trim()
  return words.slice(0, 200) || 'New film'
}

/**
 * A new film over a song. The song is read first, so a file that is none makes no film; throws an `Error` with words
 * for people then.
 */
export async function makeFilmFromSong(makers: FilmMakers, film: NewFilm, file: File): Promise<string> {
  const { projects, media, newId } = makers
  const projectId = newId()
  const song = await media.addFile(projectId, file)
  if (song.kind !== 'audio' || song.durationSeconds <= 0) {
    throw new Error(`${file.name} is ${song.kind === 'audio' ? 'empty' : `a ${song.kind}`}, not a song.`)
  }
  await projects.change(projectId, (doc, context) => {
    createProject(doc, film, context)
    const { sha256, mime, durationSeconds } = song
    const fileName = file.name.slice(0, 255)
    setMusic(
      doc,
      { music: { sha256, mime, durationSeconds, fileName, bpm: null, firstBeatSeconds: 0, beatsPerBar: 4 } },
      context,
    )
    const sceneId = addScene(doc, { name: 'Scene 1' }, context)
    addClip(doc, { sceneId }, context)
  })
  return projectId
}

/** Gives a film another name. */
export function renameFilm(projects: Projects, projectId: string, name: string): Promise<void> {
  return projects.change(projectId, (doc, context) => updateProject(doc, { name }, context))
}

/** A second film with everything of the first but its trash, under fresh ids. Media are shared, not copied. */
export async function duplicateFilm({ projects, newId }: FilmMakers, projectId: string): Promise<string> {
  const copy = copyOf(await projects.read(projectId), newId)
  const copyId = newId()
  await projects.change(copyId, (doc, context) => importFilm(doc, copy, context))
  return copyId
}

/** A film's live records under fresh ids, ready for `importFilm`. */
export function copyOf(snapshot: ProjectSnapshot, newId: () => string): Parameters<typeof importFilm>[1] {
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
  const takeIds = new Set(takes.map((take) => take.id))
  const kept = (id: string | null, live: ReadonlySet<string>): string | null =>
    id !== null && live.has(id) ? fresh(id) : null
  return {
    project: {
      name: `${project.name} copy`.slice(0, 200),
      description: project.description,
      frameRate: project.frameRate,
      width: project.width,
      height: project.height,
      music: project.music,
    },
    scenes: scenes.map((scene) => ({ ...scene, id: fresh(scene.id), alternateOf: kept(scene.alternateOf, sceneIds) })),
    clips: clips.map((clip) => ({
      ...clip,
      id: fresh(clip.id),
      sceneId: fresh(clip.sceneId),
      selectedTakeId: kept(clip.selectedTakeId, takeIds),
      alternateOf: kept(clip.alternateOf, clipIds),
    })),
    takes: takes.map((take) => ({ ...take, id: fresh(take.id), clipId: fresh(take.clipId) })),
  }
}
