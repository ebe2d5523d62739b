import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aJob } from '#server/testing/a-job.ts'
import type { JobRecord, JobRun } from '#server/storage/job-store.ts'
import { FINAL_STATES, type JobError, type JobState } from '#shared/protocol/jobs.ts'
import { canRetry, nextJob, retriedJob, type JobEvent } from './job.ts'

const error: JobError = { message: 'It broke', detail: 'raw', fix: null }
const run: JobRun = {
  promptId: 'p-1',
  graph: null,
  outputNodeIds: [],
  params: {},
  inputs: [],
  serverVersion: null,
  frames: 1,
  fps: null,
  files: [],
}
const file = { filename: 'x.png', subfolder: '', type: 'output' }

const assign: JobEvent = { type: 'assign', hostId: 'a', hostName: 'Attic' }
const prepared: JobEvent = { type: 'prepared', run, modelType: 'sdxl' }
const running: JobEvent = { type: 'running' }
const finished: JobEvent = { type: 'finished', files: [file] }
const stored: JobEvent = { type: 'stored', media: 'm', recipe: 'r' }
const taken: JobEvent = { type: 'taken' }
const giveBack: JobEvent = { type: 'give-back', error, delayMs: 50 }
const retryable: JobEvent = { type: 'attempt-failed', error, retry: true, delayMs: 50 }
const hopeless: JobEvent = { type: 'attempt-failed', error, retry: false, delayMs: 50 }
const cancel: JobEvent = { type: 'cancel' }
const prioritise: JobEvent = { type: 'prioritise', priority: 5 }

/** The job after several events, each of which must have an effect. */
function after(...events: JobEvent[]): JobRecord {
  return events.reduce((job, event) => {
    const next = nextJob(job, event, 2000)
    if (!next) throw new Error(`${event.type} has no effect on a job that is ${job.state}`)
    return next
  }, aJob())
}

const STATES: Readonly<Record<string, JobRecord>> = {
  queued: aJob(),
  assigned: after(assign),
  prepared: after(assign, prepared),
  running: after(assign, prepared, running),
  storing: after(assign, prepared, running, finished),
  stored: after(assign, prepared, running, finished, stored),
  done: after(assign, prepared, running, finished, stored, taken),
  failed: after(assign, hopeless),
  cancelled: after(cancel),
}

/** Where each event leads from each state; what is absent has no effect. */
const TABLE: readonly (readonly [JobEvent, Readonly<Record<string, JobState>>])[] = [
  [assign, { queued: 'assigned' }],
  [prepared, { assigned: 'assigned' }],
  [running, { assigned: 'running', prepared: 'running' }],
  [finished, { assigned: 'storing', prepared: 'storing', running: 'storing' }],
  [stored, { storing: 'storing' }],
  [taken, { stored: 'done' }],
  [giveBack, { assigned: 'queued', prepared: 'queued' }],
  [retryable, { queued: 'failed', assigned: 'queued', prepared: 'queued', running: 'queued', storing: 'queued' }],
  [
    hopeless,
    {
      queued: 'failed',
      assigned: 'failed',
      prepared: 'failed',
      running: 'failed',
      storing: 'failed',
      stored: 'failed',
    },
  ],
  [
    cancel,
    { queued: 'cancelled', assigned: 'cancelled', prepared: 'cancelled', running: 'cancelled', storing: 'cancelled' },
  ],
  [prioritise, { queued: 'queued' }],
]

const CASES = TABLE.flatMap(([event, effects]) =>
  Object.entries(STATES).map(([from, job]) => ({ event, from, job, to: effects[from] ?? null })),
)

describe('a job', () => {
  test.each(CASES)('[J1] $from, $event.type → $to', ({ event, job, to }) => {
    expect(nextJob(job, event, 3000)?.state ?? null).toBe(to)
  })

  test('[J4] assigning counts an attempt, giving back takes it off again', () => {
    expect(after(assign).attempts).toBe(1)
    expect(after(assign, prepared, giveBack)).toMatchObject({
      attempts: 0,
      notBefore: 2050,
      error,
      hostId: null,
      run: null,
    })
  })

  test('[J5] three attempts, then it fails with its reason', () => {
    const twice = after(assign, retryable, assign, retryable)
    expect(twice).toMatchObject({ state: 'queued', attempts: 2, failedHosts: ['a'], notBefore: 2050, error })
    expect(after(assign, retryable, assign, retryable, assign, retryable)).toMatchObject({
      state: 'failed',
      attempts: 3,
      finishedAt: 2000,
      error,
    })
  })

  test('[J6] a stored result becomes a take, cancelled or not', () => {
    expect(nextJob(STATES['stored']!, cancel, 0)).toBeNull()
    expect(nextJob(STATES['stored']!, retryable, 0)).toBeNull()
    expect(after(assign, finished, stored, taken)).toMatchObject({
      state: 'done',
      media: 'm',
      recipe: 'r',
      error: null,
    })
  })

  test('[J7] a new attempt begins with nothing of the old one but its reason', () => {
    expect(after(assign, prepared, running, retryable)).toMatchObject({
      hostId: null,
      run: null,
      startedAt: null,
      error,
    })
    expect(after(assign, retryable, assign).error).toBeNull()
  })

  test('[J8] trying again makes a new job with the same seed, and leaves the old one alone', () => {
    const failed = after(assign, prepared, hopeless)
    const again = retriedJob(failed, 'job-2', { width: 512, height: 512 }, 9000)
    expect(again).toMatchObject({
      id: 'job-2',
      revision: 0,
      state: 'queued',
      attempts: 0,
      error: null,
      run: null,
      createdAt: 9000,
      params: { seed: 7, width: 512, height: 512 },
    })
    expect(retriedJob(failed, 'job-2', { seed: 8 }, 9000).params.seed).toBe(8)
    expect(failed.error).toEqual(error)
    expect(
      Object.values(STATES)
        .filter(canRetry)
        .map(({ state }) => state),
    ).toEqual(['failed', 'cancelled'])
  })

  test('[J1] [J2] [J3] whatever happens in whatever order', () => {
    const events = fc.array(fc.constantFrom(...TABLE.map(([event]) => event)), { maxLength: 40 })
    fc.assert(
      fc.property(events, (list) => {
        let job = aJob()
        for (const event of list) {
          const next = nextJob(job, event, 2000)
          if (!next) continue
          expect(FINAL_STATES.has(job.state)).toBe(false)
          expect(next.revision).toBe(job.revision + 1)
          expect(next.attempts).toBeLessThanOrEqual(next.maxAttempts)
          expect(next.attempts).toBeGreaterThanOrEqual(0)
          expect(next.state === 'done' && next.media === null).toBe(false)
          expect(next.state === 'queued' && next.run !== null).toBe(false)
          expect(nextJob(next, event, 2000)?.state).not.toBe('done')
          job = next
        }
      }),
    )
  })
})
