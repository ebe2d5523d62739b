import type { JobRecord } from '#server/storage/job-store.ts'
import type { Job } from '#shared/protocol/jobs.ts'

/** What is known of an open job beside its record: gone with the process, and found again from the host. */
export interface JobView {
  readonly step: number
  readonly steps: number
  /** 0 to 1. */
  readonly fraction: number
  readonly secondsLeft: number | null
  /** Counts preview pictures. */
  readonly preview: number
  /** Place among the waiting jobs, from 1. */
  readonly position: number | null
  /** Why no host takes it now; null where one will. */
  readonly waitsFor: string | null
}

/** A job as every client sees it. */
export function jobToBody(job: JobRecord, view: JobView): Job {
  const ended = job.state === 'done'
  const waits = job.state === 'queued' && view.waitsFor !== null
  return {
    id: job.id,
    project_id: job.projectId,
    clip_id: job.clipId,
    server_id: job.requestedHostId ?? 'any',
    assigned_server_id: job.hostId,
    assigned_server_name: job.hostName,
    prompt: job.prompt,
    negative_prompt: job.negativePrompt,
    model: job.model,
    model_type: job.modelType,
    generation_type: job.kind,
    params: job.params,
    priority: job.priority,
    status: job.state,
    progress: {
      step: view.step,
      steps: view.steps,
      fraction: ended ? 1 : view.fraction,
      seconds_left: view.secondsLeft === null ? null : Math.round(view.secondsLeft),
      preview: view.preview,
    },
    position: view.position,
    error: waits && view.waitsFor ? { message: view.waitsFor, detail: job.error?.message ?? '', fix: null } : job.error,
    attempts: job.attempts,
    max_attempts: job.maxAttempts,
    take_id: ended ? job.id : null,
    media: ended ? job.media : null,
    requested_by: job.requestedBy,
    created_at: new Date(job.createdAt).toISOString(),
    started_at: isoOrNull(job.startedAt),
    finished_at: isoOrNull(job.finishedAt),
  }
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
