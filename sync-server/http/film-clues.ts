import type { FilmClue } from '#server/auth/access-rules.ts'
import type { CastHomes } from '#server/films/cast-homes.ts'
import type { Films } from '#server/films/films.ts'
import type { JobStore } from '#server/storage/job-store.ts'
import { CommandError } from '#shared/commands/command.ts'

/** Whether something lives in the studio's library, as access rules ask. */
export async function isInLibrary(id: string, is: FilmClue, castHomes: CastHomes): Promise<boolean> {
  if (is !== 'character' && is !== 'style' && is !== 'pool') return false
  return castHomes.isInLibrary(is, id)
}

/** The film of an entity or a job, as access rules ask; null where there is none. */
export async function filmOfClue(id: string, is: FilmClue, films: Films, jobs: JobStore): Promise<string | null> {
  if (is === 'project') return id
  if (is === 'job') return (await jobs.get(id))?.projectId ?? null
  try {
    // What a film offers has the id of its take.
    return await films.filmOf(id, is === 'pool' ? 'take' : is)
  } catch (error) {
    if (error instanceof CommandError && error.code === 'not-found') return null
    throw error
  }
}
