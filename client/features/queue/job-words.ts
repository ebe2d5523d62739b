import { SKETCH_MODEL } from '#shared/model/settings.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import { familyOf } from '../../session/model-catalogue.ts'

/** The family a job's model belongs to, as people call it; else its file name. */
export function modelLabel(job: Pick<Job, 'model' | 'model_type'>): string {
  if (job.model === SKETCH_MODEL) return 'Sketch'
  return familyOf(job.model, job.model_type)?.label ?? job.model
}

/** "Video, Wan 2.1, Quality, 832×480": what a job makes, and with what. */
export function jobFacts(job: Job): string {
  const { preset, width, height } = job.params
  return [
    job.generation_type === 'video' ? 'Video' : 'Image',
    modelLabel(job),
    preset ? (preset === 'fast' ? 'Fast' : 'Quality') : null,
    width && height ? `${width}×${height}` : null,
  ]
    .filter((word) => word !== null)
    .join(', ')
}

/** What a waiting job waits for. */
export function waitingReason(job: Job, facts: { answering: boolean; serversOnline: number }): string {
  if (job.position === null && !facts.answering) return 'Goes to the server when it can be reached'
  if (job.model !== SKETCH_MODEL && facts.serversOnline === 0) return 'Waits for a ComfyUI server'
  if (job.position === 1) return 'Next in line'
  return job.position === null ? 'On its way to the server' : `Number ${job.position} in line`
}
