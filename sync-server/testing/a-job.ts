import type { JobRecord } from '#server/storage/job-store.ts'

/** A queued job for tests of dispatch. */
export function aJob(changes: Partial<JobRecord> = {}): JobRecord {
  return {
    id: 'job-1',
    revision: 0,
    projectId: 'film-1',
    clipId: 'clip-1',
    requestedHostId: null,
    prompt: 'a pier at dusk',
    negativePrompt: '',
    model: 'flux1-dev.safetensors',
    modelType: null,
    kind: 'image',
    params: { seed: 7 },
    film: { width: 1280, height: 720, clipSeconds: 4 },
    priority: 0,
    requestedBy: 'Rin',
    state: 'queued',
    hostId: null,
    hostName: null,
    attempts: 0,
    maxAttempts: 3,
    failedHosts: [],
    notBefore: 0,
    run: null,
    leaseEndsAt: null,
    error: null,
    media: null,
    recipe: null,
    createdAt: 1000,
    startedAt: null,
    finishedAt: null,
    ...changes,
  }
}
