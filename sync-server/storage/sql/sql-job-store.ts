import { FINAL_STATES, JobState } from '#shared/protocol/jobs.ts'
import type { JobRecord, JobStore } from '../job-store.ts'
import type { NewJobRow } from './schema.ts'
import type { Database } from './database.ts'

const OPEN_STATES = JobState.options.filter((state) => !FINAL_STATES.has(state))

/** Jobs in a database: the whole record as JSON, and beside it the columns that are searched by. */
export function sqlJobStore(db: Database): JobStore {
  const get = async (id: string): Promise<JobRecord | null> => {
    const row = await db.selectFrom('jobs').select('body').where('id', '=', id).executeTakeFirst()
    return row ? fromBody(row.body) : null
  }
  return {
    get,

    async add(job) {
      const inserted = await db
        .insertInto('jobs')
        .values(toRow(job))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst()
      if (Number(inserted.numInsertedOrUpdatedRows) > 0) return { job, created: true }
      return { job: (await get(job.id)) ?? job, created: false }
    },

    async save(job) {
      const { id, ...row } = toRow(job)
      const updated = await db
        .updateTable('jobs')
        .set(row)
        .where('id', '=', id)
        .where('revision', '=', job.revision - 1)
        .executeTakeFirst()
      return Number(updated.numUpdatedRows) > 0
    },

    async list({ projectId, projectIds, clipId, hostId, states, limit, after }) {
      if (states?.length === 0 || projectIds?.length === 0) return [] // Postgres knows no empty list
      let query = db.selectFrom('jobs').select('body')
      if (projectId !== undefined) query = query.where('project_id', '=', projectId)
      if (projectIds !== undefined) query = query.where('project_id', 'in', projectIds)
      if (clipId !== undefined) query = query.where('clip_id', '=', clipId)
      if (hostId !== undefined) query = query.where('host_id', '=', hostId)
      if (states !== undefined) query = query.where('state', 'in', states)
      const last = after === undefined ? null : await get(after)
      if (last) {
        query = query.where((eb) =>
          eb.or([
            eb('created_at', '<', last.createdAt),
            eb.and([eb('created_at', '=', last.createdAt), eb('id', '<', last.id)]),
          ]),
        )
      }
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
      return rows.map((row) => fromBody(row.body))
    },

    async open() {
      const rows = await db
        .selectFrom('jobs')
        .select('body')
        .where('state', 'in', OPEN_STATES)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map((row) => fromBody(row.body))
    },

    async counts() {
      const rows = await db
        .selectFrom('jobs')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
        .groupBy('state')
        .execute()
      return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))
    },

    async remove(id) {
      const deleted = await db.deleteFrom('jobs').where('id', '=', id).executeTakeFirst()
      return Number(deleted.numDeletedRows) > 0
    },
  }
}

function toRow(job: JobRecord): NewJobRow {
  return {
    id: job.id,
    revision: job.revision,
    project_id: job.projectId,
    clip_id: job.clipId,
    host_id: job.hostId,
    state: job.state,
    created_at: job.createdAt,
    body: JSON.stringify(job),
  }
}

/** Only `toRow` writes bodies, so what is read is what was written; jobs from before there were pull workers have no lease. */
function fromBody(body: string): JobRecord {
  const job = JSON.parse(body) as Omit<JobRecord, 'leaseEndsAt'> & Partial<Pick<JobRecord, 'leaseEndsAt'>>
  return { ...job, leaseEndsAt: job.leaseEndsAt ?? null }
}
