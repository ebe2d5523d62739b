import { FINAL_STATES, type JobState } from '#shared/protocol/jobs.ts'
import type { JobFilter, JobRecord, JobStore } from '../job-store.ts'

/** Keeps jobs in memory: gone with the process. */
export function memoryJobStore(): JobStore {
  const jobs = new Map<string, JobRecord>()
  return {
    async add(job) {
      const known = jobs.get(job.id)
      if (!known) jobs.set(job.id, structuredClone(job))
      return { job: known ?? job, created: !known }
    },
    async get(id) {
      return jobs.get(id) ?? null
    },
    async save(job) {
      if (jobs.get(job.id)?.revision !== job.revision - 1) return false
      jobs.set(job.id, structuredClone(job))
      return true
    },
    async list(filter) {
      const found = [...jobs.values()].filter((job) => matches(job, filter)).sort((a, b) => compareJobs(b, a))
      const after = filter.after === undefined ? undefined : jobs.get(filter.after)
      const rest = after ? found.filter((job) => compareJobs(job, after) < 0) : found
      return rest.slice(0, filter.limit)
    },
    async open() {
      return [...jobs.values()].filter((job) => !FINAL_STATES.has(job.state)).sort(compareJobs)
    },
    async counts() {
      const counts: Partial<Record<JobState, number>> = {}
      for (const { state } of jobs.values()) counts[state] = (counts[state] ?? 0) + 1
      return counts
    },
    async remove(id) {
      return jobs.delete(id)
    },
  }
}

function matches(job: JobRecord, { projectId, projectIds, clipId, hostId, states }: JobFilter): boolean {
  return (
    (projectId === undefined || job.projectId === projectId) &&
    (projectIds === undefined || projectIds.includes(job.projectId)) &&
    (clipId === undefined || job.clipId === clipId) &&
    (hostId === undefined || job.hostId === hostId) &&
    (states === undefined || states.includes(job.state))
  )
}

function compareJobs(a: JobRecord, b: JobRecord): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
