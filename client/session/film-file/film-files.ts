import type { MediaScope } from '#shared/interchange/film-file/manifest.ts'
import type { OpenedFilmFile } from '../../workers/film-file/film-file-worker-api.ts'
import { bringFilmFile, findFilmHere, openFilmFile, type BringWay, type FilmHere } from './bring-film-file.ts'
import type { FilmFileServices } from './film-file-services.ts'
import { saveFilmFile, surveyFilm, type FilmSurvey, type SavedFilmFile, type SaveOptions } from './save-film-file.ts'
import type { SaveTarget } from './save-target.ts'

/** Films as files: a whole film in one `.storycanvas` file, and back. See docs/film-file.md. */
export interface FilmFiles {
  /** What a film's file would hold. */
  survey(projectId: string): Promise<FilmSurvey>
  /** Writes a film into a file; see `saveFilmFile`. */
  save(projectId: string, scope: MediaScope, target: SaveTarget, options: SaveOptions): Promise<SavedFilmFile>
  /** Looks through a file; see `openFilmFile`. */
  open(file: File, signal: AbortSignal): Promise<OpenedFilmFile>
  /** The film here that a file is of; null where there is none. */
  findHere(opened: OpenedFilmFile): Promise<FilmHere | null>
  /** Brings an opened file's film onto this device; see `bringFilmFile`. */
  bring(file: File, opened: OpenedFilmFile, way: BringWay, options: SaveOptions): Promise<string>
}

/** Film files over the parts of this app. */
export function createFilmFiles(services: FilmFileServices): FilmFiles {
  return {
    survey: (projectId) => surveyFilm(services, projectId),
    save: (projectId, scope, target, options) => saveFilmFile(services, projectId, scope, target, options),
    open: (file, signal) => openFilmFile(services, file, signal),
    findHere: (opened) => findFilmHere(services, opened),
    bring: (file, opened, way, options) => bringFilmFile(services, file, opened, way, options),
  }
}
