import type { CatalogEntry } from '#client/storage/project-catalog.ts'
import type { Job } from '#shared/protocol/jobs.ts'

/** Something that waits for a person. */
export type Need = { kind: 'failed'; id: string; at: number; film: CatalogEntry; job: Job; reason: string }

/** At most this many are listed. */
export const MAX_NEEDS = 5

/**
 * What waits for a person over all films, newest first: the newest failure of each clip, as long as no later job of
 * that clip went well or is under way.
 */
export function needsYou(films: readonly CatalogEntry[], jobs: readonly Job[]): readonly Need[] {
  const byId = new Map(
    films.filter((film) => film.deletedAt === null && film.archivedAt === null).map((film) => [film.id, film]),
  )
  const latest = new Map<string, Job>()
  for (const job of jobs) {
    const known = latest.get(job.clip_id)
    if (!known || Date.parse(job.created_at) > Date.parse(known.created_at)) latest.set(job.clip_id, job)
  }
  return [...latest.values()]
    .flatMap((job): Need[] => {
      const film = byId.get(job.project_id)
      if (!film || job.status !== 'failed') return []
      const at = Date.parse(job.finished_at ?? job.created_at)
      return [
        { kind: 'failed', id: job.id, at, film, job, reason: job.error?.message ?? 'It stopped without a reason' },
      ]
    })
    .sort((a, b) => b.at - a.at)
    .slice(0, MAX_NEEDS)
}
