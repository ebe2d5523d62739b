import type { JobRecord } from '#server/storage/job-store.ts'

const shapes = new WeakMap<object, string>()

/** What decides where a job can run and how long it takes: all that it asks for but its words, its seed and its pictures. */
export function jobShape(job: Pick<JobRecord, 'kind' | 'model' | 'params' | 'film'>): string {
  const known = shapes.get(job)
  if (known !== undefined) return known
  const { seed: _seed, ...params } = job.params
  const shape = JSON.stringify([job.kind, job.model, params, job.film], (_key, value: unknown) =>
    typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? 'a picture' : value,
  )
  shapes.set(job, shape)
  return shape
}
