import type { WorkflowGraph } from '#shared/generation/workflow-graph.ts'
import type { Composition } from '#shared/model/recipe.ts'
import type { GenerationKind } from '#shared/model/settings.ts'
import type { JobError, JobParams, JobState } from '#shared/protocol/jobs.ts'

/** A file that a finished run left on its host. */
export interface HostFile {
  readonly filename: string
  readonly subfolder: string
  readonly type: string
}

/** What was handed to a host in the current attempt: enough to find it again after a restart, and to write its recipe. */
export interface JobRun {
  /** The id under which the host knows it; stored before the host hears of it. */
  readonly promptId: string
  /** The workflow graph as sent; null for a backend that has none. */
  readonly graph: WorkflowGraph | null
  readonly outputNodeIds: readonly string[]
  /** Sampling values as they are really used. */
  readonly params: Readonly<Record<string, string | number | boolean>>
  /** Hashes of the pictures that went in. */
  readonly inputs: readonly string[]
  readonly serverVersion: string | null
  /** Frames and rate of a video; 1 and null for a still. */
  readonly frames: number
  readonly fps: number | null
  /** Results on the host, once there are any. */
  readonly files: readonly HostFile[]
}

/** A job as it is stored. Times are milliseconds since 1970. */
export interface JobRecord {
  readonly id: string
  /** Counts changes: a save that starts from an older one is refused. */
  readonly revision: number
  readonly projectId: string
  readonly clipId: string
  /** The host that was asked for; null for any that can. */
  readonly requestedHostId: string | null
  readonly prompt: string
  /** What the prompt was composed of; absent in jobs from before there was a cast. */
  readonly composed?: Composition
  readonly negativePrompt: string
  readonly model: string
  readonly modelType: string | null
  readonly kind: GenerationKind
  /** As asked for, with the seed made certain. */
  readonly params: JobParams & { readonly seed: number }
  /** The film's picture in pixels, and how many seconds the clip is long. */
  readonly film: { readonly width: number; readonly height: number; readonly clipSeconds: number }
  readonly priority: number
  /** Where somebody put it in the line of its project; absent: where its age puts it. Compares with `createdAt`. */
  readonly place?: number
  readonly requestedBy: string
  readonly state: JobState
  readonly hostId: string | null
  readonly hostName: string | null
  readonly attempts: number
  readonly maxAttempts: number
  /** Hosts on which an attempt has failed. */
  readonly failedHosts: readonly string[]
  /** Not to be tried again before this time. */
  readonly notBefore: number
  readonly run: JobRun | null
  /** Until when a pull worker has it without a word from it; null for all that this server sends out itself. */
  readonly leaseEndsAt: number | null
  readonly error: JobError | null
  /** Hash of the finished file, once it is in the media store. */
  readonly media: string | null
  /** Hash of its recipe, stored together with it. */
  readonly recipe: string | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

/** Which jobs to list, newest first. What is absent does not narrow. */
export interface JobFilter {
  readonly projectId?: string
  /** Jobs of these films alone. */
  readonly projectIds?: readonly string[]
  readonly clipId?: string
  readonly hostId?: string
  readonly states?: readonly JobState[]
  readonly limit: number
  /** The id of the last job of the page before. */
  readonly after?: string
}

/** All jobs that were asked for and not yet forgotten. */
export interface JobStore {
  /** Stores a new job. Where its id is known already nothing changes. Resolves with the stored one. */
  add(job: JobRecord): Promise<{ readonly job: JobRecord; readonly created: boolean }>
  get(id: string): Promise<JobRecord | null>
  /**
   * Replaces a job whose stored revision is one below the given one, and resolves, once it would survive a crash, with
   * whether it did: false means that somebody else was faster, or that the job is gone.
   */
  save(job: JobRecord): Promise<boolean>
  list(filter: JobFilter): Promise<readonly JobRecord[]>
  /** Jobs that are not at their end, oldest first. */
  open(): Promise<readonly JobRecord[]>
  /** How many jobs are in each state; states without any are absent. */
  counts(): Promise<Partial<Record<JobState, number>>>
  /** Forgets a job; resolves with whether there was one. */
  remove(id: string): Promise<boolean>
}
