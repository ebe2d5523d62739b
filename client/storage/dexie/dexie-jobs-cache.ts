import { Job } from '#shared/protocol/jobs.ts'
import type { JobsCache } from '../jobs-cache.ts'
import type { StoryCanvasDatabase } from './database.ts'

/** Jobs in IndexedDB. A row that an older version wrote and this one cannot read is left out. */
export function dexieJobsCache(db: StoryCanvasDatabase): JobsCache {
  return {
    list: async () => {
      const rows = await db.jobs.toArray()
      return rows.flatMap((row) => {
        const parsed = Job.safeParse(row.job)
        return parsed.success ? [parsed.data] : []
      })
    },
    put: async (jobs) => {
      const rows = jobs.map((job) => ({ id: job.id, projectId: job.project_id, job }))
      await db.jobs.bulkPut(rows).catch(() => undefined)
    },
    remove: async (ids) => {
      await db.jobs.bulkDelete([...ids]).catch(() => undefined)
    },
  }
}
