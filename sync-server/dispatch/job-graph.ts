import type { JobRecord } from '#server/storage/job-store.ts'
import { buildGraph, type BuiltGraph, type GraphRefusal } from '#shared/generation/build-graph.ts'
import type { HostCapabilities } from '#shared/generation/host-capabilities.ts'
import { MODEL_FAMILIES, ModelType } from '#shared/generation/model-types.ts'
import { snapSize } from '#shared/generation/sizes.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import type { JobError } from '#shared/protocol/jobs.ts'

/** The parts of a job that decide its graph. */
export type GraphSource = Pick<
  JobRecord,
  'kind' | 'model' | 'modelType' | 'prompt' | 'negativePrompt' | 'params' | 'film'
>

/** Stands for a picture that is uploaded only once a host was chosen. */
const PICTURE_TO_COME = 'picture.png'

/** The graph of a job on one host. `startImage` is the uploaded picture's name there; null where it has none. */
export function jobGraph(
  job: GraphSource,
  host: HostCapabilities,
  startImage: string | null,
  filenamePrefix: string,
): BuiltGraph | GraphRefusal {
  const { params, film } = job
  const type = ModelType.safeParse(params.model_type)
  return buildGraph(
    {
      kind: job.kind,
      model: job.model,
      modelType: type.success ? type.data : undefined,
      prompt: job.prompt,
      negativePrompt: job.negativePrompt,
      seed: params.seed,
      film,
      preset: params.preset,
      width: params.width,
      height: params.height,
      steps: params.steps,
      cfg: params.cfg,
      sampler: params.sampler,
      scheduler: params.scheduler,
      denoise: params.denoise,
      frames: params.frames,
      seconds: film.clipSeconds,
      loras: params.loras,
      startImage,
      filenamePrefix,
    },
    host,
  )
}

/** Tries the graph of a job on a host: what comes of it, and whether the picture that it may start from is used. */
export function tryJobGraph(job: GraphSource, host: HostCapabilities): BuiltGraph | GraphRefusal {
  return jobGraph(job, host, job.params.start_image === undefined ? null : PICTURE_TO_COME, 'storycanvas/take')
}

/** Remembers which kinds of jobs a host can run, for as long as its capabilities are the same. */
export class RunnableCache {
  readonly #byHost = new WeakMap<HostCapabilities, Map<string, boolean>>()

  canRun(job: GraphSource, host: HostCapabilities): boolean {
    if (job.model === SKETCH_MODEL) return false
    const known = this.#byHost.get(host) ?? new Map<string, boolean>()
    this.#byHost.set(host, known)
    const { seed: _seed, ...params } = job.params
    const key = JSON.stringify([job.kind, job.model, params])
    const verdict = known.get(key) ?? tryJobGraph(job, host).ok
    known.set(key, verdict)
    return verdict
  }
}

/** Parameters that need less memory: three quarters of each side, on the family's grid. Null where there is no less. */
export function smallerTake(job: GraphSource, plan: { width: number; height: number }): JobError['fix'] {
  const type = ModelType.safeParse(job.modelType)
  const multiple = type.success ? MODEL_FAMILIES[type.data].sizeMultiple : 16
  const { width, height } = snapSize({ width: plan.width * 0.75, height: plan.height * 0.75 }, multiple)
  if (width >= plan.width || height < 128 || width < 128) return null
  return { label: `Retry at ${width}×${height}`, params: { width, height } }
}
