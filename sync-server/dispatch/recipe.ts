import type { JobRecord } from '#server/storage/job-store.ts'
import type { Recipe } from '#shared/model/recipe.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'

/** Everything it takes to make a job's take again. `now` is the time at which its result came, in milliseconds. */
export function recipeOf(job: JobRecord, now: number): Recipe {
  return {
    version: 1,
    kind: job.kind,
    backend: job.model === SKETCH_MODEL ? 'sketch' : 'comfyui',
    prompt: job.prompt,
    negativePrompt: job.negativePrompt,
    model: job.model,
    modelType: job.modelType,
    composed: job.composed ?? null,
    params: { ...job.run?.params },
    seed: job.params.seed,
    inputs: [...(job.run?.inputs ?? [])],
    graph: job.run?.graph ?? null,
    server: job.hostName,
    serverVersion: job.run?.serverVersion ?? null,
    durationMs: job.startedAt === null ? null : Math.max(0, now - job.startedAt),
  }
}

/** JSON with the keys of every object in order: the same content always gives the same bytes, and so the same hash. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  )
}
