import type { MediaLibrary } from '#client/session/media-library.ts'
import type { Projects } from '#client/session/projects.ts'
import { copyFilm } from '#shared/commands/copy-film.ts'
import { createProject, setMusic, updateProject } from '#shared/commands/project-commands.ts'
import { addClip } from '#shared/commands/clip-commands.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
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
  const { snapshot, marks } = await projects.freeze(projectId)
  return projects.importCopy(copyFilm(snapshot, marks, `${snapshot.project.name} copy`, newId))
}
