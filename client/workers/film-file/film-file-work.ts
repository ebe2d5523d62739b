import type { FilmFileWorkerApi } from './film-file-worker-api.ts'
import { openFileTarget } from './file-target.ts'
import { extractPart, openFilmFile } from './read-film-file.ts'
import { writeFilmFile } from './write-film-file.ts'

/** What the worker for film files does. */
export const filmFileWork: FilmFileWorkerApi = {
  write: async (job, handle, read, report) => {
    const target = await openFileTarget(handle)
    try {
      const written = await writeFilmFile(job, { read, report }, target.stream)
      return { ...written, file: await target.finish() }
    } catch (error) {
      // The first thing that went wrong is the one to tell.
      await target.abandon().catch(() => undefined)
      throw error
    }
  },
  open: openFilmFile,
  extract: async (file, parts, deliver) => {
    for (const part of parts) await deliver(part, await extractPart(file, part))
  },
}
