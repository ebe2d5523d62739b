import type { JobRecord } from '#server/storage/job-store.ts'
import { buildGraph, couldRunInstead, type BuiltGraph, type GraphRefusal } from '#shared/generation/build-graph.ts'
import type { GraphRequest } from '#shared/generation/graph-request.ts'
import type { HostCapabilities } from '#shared/generation/host-capabilities.ts'
import { describeModel } from '#shared/generation/model-families.ts'
import { ModelType } from '#shared/generation/model-types.ts'
import { fitSize } from '#shared/generation/sizes.ts'
import { SKETCH_MODEL } from '#shared/model/settings.ts'
import type { JobError } from '#shared/protocol/jobs.ts'
import { jobShape } from './job-shape.ts'

/** The parts of a job that decide its graph. */
export type GraphSource = Pick<
  JobRecord,
  'kind' | 'model' | 'modelType' | 'prompt' | 'negativePrompt' | 'params' | 'film'
>

/** The graph of a job on one host. `nameOf` tells under which name the host has a picture. */
export function jobGraph(
  job: GraphSource,
  host: HostCapabilities,
  nameOf: (sha256: string) => string,
  filenamePrefix: string,
): BuiltGraph | GraphRefusal {
  return buildGraph(graphRequest(job, nameOf, filenamePrefix), host)
}

/** Tries the graph of a job on a host, before its pictures are there: in the plan each stands by its hash. */
export function tryJobGraph(job: GraphSource, host: HostCapabilities): BuiltGraph | GraphRefusal {
  return jobGraph(job, host, (sha256) => sha256, 'storycanvas/take')
}

/** Why a host cannot run a job, and which of its models could, in words. */
export function whyNotOn(job: GraphSource, host: HostCapabilities, refusal: GraphRefusal): string {
  const others = couldRunInstead(
    graphRequest(job, (sha256) => sha256, 'storycanvas/take'),
    host,
  )
  if (others.length === 0) return refusal.message
  return `${refusal.message}. It could use ${others.map((file) => `\`${file}\``).join(' or ')} instead`
}

function graphRequest(job: GraphSource, nameOf: (sha256: string) => string, filenamePrefix: string): GraphRequest {
  const { params, film } = job
  const picture = (sha256: string | undefined): string | undefined =>
    sha256 === undefined ? undefined : nameOf(sha256)
  return {
    kind: job.kind,
    model: job.model,
    modelType: ModelType.safeParse(params.model_type).data,
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
    guidance: params.guidance,
    shift: params.shift,
    fps: params.fps,
    startImage: picture(params.start_image),
    endImage: picture(params.end_image),
    references: params.reference_images?.map(nameOf),
    referenceStrength: params.reference_strength,
    faceImage: picture(params.face_image),
    refiner: params.refiner,
    upscale: params.upscale,
    upscaleModel: params.upscale_model,
    interpolate: params.interpolate,
    filenamePrefix,
  }
}

/** Remembers which kinds of jobs a host can run, for as long as its capabilities are the same. */
export class RunnableCache {
  readonly #byHost = new WeakMap<HostCapabilities, Map<string, boolean>>()

  canRun(job: GraphSource, host: HostCapabilities): boolean {
    if (job.model === SKETCH_MODEL) return false
    const known = this.#byHost.get(host) ?? new Map<string, boolean>()
    this.#byHost.set(host, known)
    const key = jobShape(job)
    const verdict = known.get(key) ?? tryJobGraph(job, host).ok
    known.set(key, verdict)
    return verdict
  }
}

/** Parameters that need less memory: three quarters of each side, on the family's grid. Null where there is no less. */
export function smallerTake(job: GraphSource, plan: { width: number; height: number }): JobError['fix'] {
  const known = describeModel(job.model, ModelType.safeParse(job.modelType).data)
  const less = { width: plan.width * 0.75, height: plan.height * 0.75 }
  const { width, height } = fitSize(less, known?.family ?? { sizeMultiple: 16 })
  if (width >= plan.width || height < 128 || width < 128) return null
  return { label: `Retry at ${width}×${height}`, params: { width, height } }
}
