import type { PullWorkerRecord } from '#server/storage/pull-worker-store.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import { describeModel } from '#shared/generation/model-families.ts'
import { ModelType } from '#shared/generation/model-types.ts'
import { fitSize, framesForSeconds, nativeSize, snapFrames } from '#shared/generation/sizes.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import type { LeasedJob, PullWorkerBody } from '#shared/protocol/pull-workers.ts'

/** A leased job as its worker gets it. */
export function leasedJob(record: JobRecord, job: Job, endsAt: number, now: number): LeasedJob {
  const { start_image } = record.params
  return {
    job,
    lease: { expires_at: new Date(endsAt).toISOString(), seconds: Math.max(0, Math.round((endsAt - now) / 1000)) },
    params: filledParams(record),
    start_image: start_image === undefined ? null : `/media/${start_image}`,
    complete: `/api/v1/queue/jobs/${record.id}/complete`,
  }
}

/** A pull worker as every client sees it. */
export function workerToBody(worker: PullWorkerRecord, here: boolean, jobId: string | null): PullWorkerBody {
  return {
    id: worker.id,
    name: worker.name,
    models: worker.models && [...worker.models],
    generation_types: [...worker.kinds],
    lease_seconds: worker.leaseSeconds,
    job_id: jobId,
    here,
    last_seen_at: new Date(worker.lastSeenAt).toISOString(),
    created_at: new Date(worker.createdAt).toISOString(),
  }
}

/** What is absent comes from the family's preset and the film, as for jobs that are sent to ComfyUI. */
function filledParams({ params, model, film, kind }: JobRecord): LeasedJob['params'] {
  const known = describeModel(model, ModelType.safeParse(params.model_type).data)
  if (known === null) return { width: film.width, height: film.height, ...params }
  const { family } = known
  const { steps, cfg, sampler, scheduler } = family.presets[params.preset ?? 'quality']
  const native = nativeSize(family, film)
  const size = fitSize({ width: params.width ?? native.width, height: params.height ?? native.height }, family)
  const length =
    kind === 'video' && family.frames && family.fps
      ? {
          frames:
            params.frames === undefined
              ? framesForSeconds(film.clipSeconds, family.fps, family.frames)
              : snapFrames(params.frames, family.frames),
          fps: family.fps,
        }
      : {}
  return { steps, cfg, sampler, scheduler, ...params, model_type: family.type, ...size, ...length }
}
