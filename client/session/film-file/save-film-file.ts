import { writeReadableFilm } from '#shared/interchange/film-file/readable-film.ts'
import { fileNameOf } from '#shared/interchange/film-file/entry-names.ts'
import type { MediaScope, MissingFile } from '#shared/interchange/film-file/manifest.ts'
import { APP_VERSION } from '#shared/util/app-version.ts'
import type { FilmFileJob } from '../../workers/film-file/film-file-worker-api.ts'
import { callback } from '../../workers/worker-bridge.ts'
import type { FrozenFilm } from '../frozen-film.ts'
import type { FilmFileServices } from './film-file-services.ts'
import { progressMeter, type WorkProgress } from './progress-meter.ts'
import type { SaveTarget } from './save-target.ts'
import { mediaOfFilm, recipesOfFilm, type FilmMedium } from './wanted-media.ts'

/** What a film file with some of the media would be. */
export interface ScopeSurvey {
  readonly scope: MediaScope
  /** Media of takes, without the song and the pictures of characters. */
  readonly takes: number
  /** How many of them lie in the trash. */
  readonly inTrash: number
  readonly hasSong: boolean
  /** About how large the file gets, what has to be fetched included. */
  readonly bytes: number
  /** What is not on this device and has to come from the server. */
  readonly away: readonly FilmMedium[]
}

/** What can be said of a film's file before it is written. */
export interface FilmSurvey {
  readonly filmName: string
  readonly fileName: string
  readonly scopes: Readonly<Record<MediaScope, ScopeSurvey>>
}

/** A film file that was saved. */
export interface SavedFilmFile {
  readonly fileName: string
  readonly bytes: number
  /** What belongs to it and is not in it. */
  readonly missing: readonly MissingFile[]
}

/** Looks at what a film's file would hold: how many takes, how large, what is not on this device. */
export async function surveyFilm({ projects, media }: FilmFileServices, projectId: string): Promise<FilmSurvey> {
  const { snapshot, document, review } = await projects.freeze(projectId)
  const all = mediaOfFilm(snapshot, 'all')
  const here = await media.findHere(all.map((medium) => medium.sha256))
  const { music } = snapshot.project
  // The sizes of the song and of characters' pictures are nowhere in the film.
  const sizes = new Map<string, number>()
  for (const { sha256, bytes } of all) {
    if (bytes === null && here.has(sha256)) sizes.set(sha256, (await media.read(sha256))?.size ?? 0)
  }
  const survey = (scope: MediaScope): ScopeSurvey => {
    const chosen = mediaOfFilm(snapshot, scope)
    const bytes = chosen.reduce((sum, medium) => sum + (medium.bytes ?? sizes.get(medium.sha256) ?? 0), 0)
    const hasSong = scope !== 'none' && music !== null
    return {
      scope,
      takes: chosen.filter((medium) => medium.bytes !== null).length,
      inTrash: chosen.filter((medium) => medium.inTrash).length,
      hasSong,
      bytes: bytes + document.length + review.length,
      away: chosen.filter((medium) => !here.has(medium.sha256)),
    }
  }
  return {
    filmName: snapshot.project.name || 'Untitled film',
    fileName: fileNameOf(snapshot.project.name),
    scopes: { all: survey('all'), picked: survey('picked'), none: survey('none') },
  }
}

/** What saving is told beside what to save. */
export interface SaveOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: WorkProgress) => void
}

/**
 * Writes a film as it is now into a file. What is edited meanwhile does not reach it. Where it fails or is called off,
 * the target has no part of it; throws an `Error` with words for people, or the signal's reason.
 */
export async function saveFilmFile(
  { projects, media, worker, clock }: FilmFileServices,
  projectId: string,
  scope: MediaScope,
  target: SaveTarget,
  { signal, onProgress }: SaveOptions,
): Promise<SavedFilmFile> {
  try {
    const frozen = await projects.freeze(projectId)
    const job = jobOf(projectId, frozen, scope, clock.now())
    const total = mediaOfFilm(frozen.snapshot, scope).reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
    const meter = progressMeter(total, clock.now)
    onProgress(meter(0))
    const read = (sha256: string): Promise<Blob | null> => {
      signal.throwIfAborted()
      return media.read(sha256, { signal })
    }
    const report = (bytes: number): Promise<boolean> => {
      if (!signal.aborted) onProgress(meter(bytes))
      return Promise.resolve(!signal.aborted)
    }
    const written = await worker.run((api) => api.write(job, target.handle, callback(read), callback(report)))
    signal.throwIfAborted()
    await target.done(written.file)
    return { fileName: fileNameOf(job.facts.film.name), bytes: written.bytes, missing: written.missing }
  } catch (error) {
    await target.abandon()
    signal.throwIfAborted()
    if (error instanceof Error && /quota/i.test(error.name)) {
      throw new Error('There is no room for the file. Free some, or leave the media out.', { cause: error })
    }
    throw error
  }
}

function jobOf(projectId: string, frozen: FrozenFilm, scope: MediaScope, now: number): FilmFileJob {
  const { snapshot, marks } = frozen
  const { project, scenes, clips, takes, characters, styles, pool } = snapshot
  return {
    facts: {
      app: { version: APP_VERSION },
      film: { id: projectId, name: project.name },
      madeAt: new Date(now).toISOString(),
      scope,
    },
    document: frozen.document,
    review: frozen.review,
    readable: writeReadableFilm({
      project,
      scenes: [...scenes.values()],
      clips: [...clips.values()],
      takes: [...takes.values()],
      characters: [...characters.values()],
      styles: [...styles.values()],
      pool: [...pool.values()],
      starred: marks.stars.map((mark) => mark.takeId),
      rejected: marks.rejects.map((mark) => mark.takeId),
    }),
    recipes: recipesOfFilm(snapshot),
    media: mediaOfFilm(snapshot, scope).map(({ sha256, mime, label }) => ({ sha256, mime, label })),
    withInputs: scope === 'all',
  }
}
