import { expect, test } from 'vitest'
import type { Take } from '#shared/model/take.ts'
import type { Job, JobState } from '#shared/protocol/jobs.ts'
import { clipState, queuedWords, stepWords } from './clip-state.ts'

const job = (status: JobState, createdAt = '2026-01-01T10:00:00.000Z'): Job =>
  ({ status, created_at: createdAt, position: null, progress: { step: 0, steps: 0 } }) as unknown as Job
const take = { id: 'take' } as Take

test('a running job is stronger than anything else', () => {
  expect(clipState([job('queued'), job('running'), job('failed')], take, 0).kind).toBe('running')
})

test('of several waiting jobs the oldest is shown, for it comes first', () => {
  const first = job('queued')
  const state = clipState([job('queued'), first], take, 0)
  expect(state.kind === 'queued' && state.job).toBe(first)
})

test('a failure shows until a later job or take makes it old news', () => {
  const at = Date.parse('2026-01-01T10:00:00.000Z')
  expect(clipState([job('failed')], null, at - 1).kind).toBe('failed')
  expect(clipState([job('failed')], take, at + 1).kind).toBe('take')
  expect(clipState([job('done'), job('failed')], null, 0).kind).toBe('empty')
  expect(clipState([job('cancelled')], null, 0).kind).toBe('empty')
})

test('places in line and steps are said in words', () => {
  expect(queuedWords({ position: 1, status: 'queued' })).toBe('Queued, next in line')
  expect(queuedWords({ position: 2, status: 'queued' })).toBe('Queued, 2nd in line')
  expect(queuedWords({ position: 13, status: 'queued' })).toBe('Queued, 13th in line')
  expect(queuedWords({ position: null, status: 'queued' })).toBe('Queued')
  const progress = { step: 12, steps: 20, fraction: 0.6, seconds_left: 41, preview: 0 }
  expect(stepWords({ status: 'running', progress })).toBe('Step 12 of 20')
  expect(stepWords({ status: 'storing', progress })).toBe('Saving the take')
})
