import { describe, expect, test } from 'vitest'
import type { Job } from '#shared/protocol/jobs.ts'
import { groupJobs, queueHeadline, queueSummary, secondsUntilDone } from './queue-groups.ts'

const NOW = new Date(2026, 5, 10, 15, 0).getTime()
const iso = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString()

let made = 0
const job = (patch: Partial<Job>): Job => ({
  id: `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
  project_id: '00000000-0000-4000-8000-aaaaaaaaaaaa',
  clip_id: `00000000-0000-4000-8000-c${String(made).padStart(11, '0')}`,
  server_id: 'any',
  assigned_server_id: null,
  assigned_server_name: null,
  prompt: '',
  negative_prompt: '',
  model: 'sketch',
  model_type: null,
  generation_type: 'image',
  params: {},
  priority: 0,
  status: 'queued',
  progress: { step: 0, steps: 0, fraction: 0, seconds_left: null, preview: 0 },
  position: null,
  error: null,
  attempts: 0,
  max_attempts: 3,
  take_id: null,
  media: null,
  requested_by: '',
  created_at: iso(-600),
  started_at: null,
  finished_at: null,
  ...patch,
})

const done = (seconds: number, ago = 300): Job =>
  job({ status: 'done', started_at: iso(-ago - seconds), finished_at: iso(-ago) })
const running = (left: number | null): Job =>
  job({
    status: 'running',
    started_at: iso(-5),
    progress: { step: 1, steps: 2, fraction: 0.5, seconds_left: left, preview: 0 },
  })

describe('the queue page', () => {
  test('waiting jobs stand in their order, those that no server knows yet last', () => {
    const local = job({ position: null })
    const second = job({ position: 2 })
    const first = job({ position: 1 })
    expect(groupJobs([local, second, first], NOW).waiting.map((one) => one.id)).toEqual([first.id, second.id, local.id])
  })

  test('a failure is old news once the clip has a later job', () => {
    const clip_id = '00000000-0000-4000-8000-bbbbbbbbbbbb'
    const failed = job({ clip_id, status: 'failed', created_at: iso(-500) })
    const again = job({ clip_id, status: 'done', created_at: iso(-400), finished_at: iso(-300) })
    expect(groupJobs([failed], NOW).failed).toHaveLength(1)
    expect(groupJobs([failed, again], NOW).failed).toHaveLength(0)
  })

  test('only what was finished today counts as done today', () => {
    const yesterday = job({ status: 'done', finished_at: iso(-86_400) })
    expect(groupJobs([done(10), yesterday], NOW).doneToday).toHaveLength(1)
  })

  test('the finish time spreads waiting jobs over the workers', () => {
    const jobs = [done(60), running(30), running(90), job({}), job({})]
    // 30 + 60, then 90 + 60 or 90 + 60: the first free one takes each.
    expect(secondsUntilDone(jobs, 2, NOW)).toBe(150)
    expect(queueHeadline(jobs, 2, NOW)).toBe('All done in about 3 min')
  })

  test('without anything to go by it is being measured', () => {
    expect(queueHeadline([running(null), job({})], 1, NOW)).toBe('Measuring how long 2 takes will need')
  })

  test('an empty queue says so', () => {
    expect(queueHeadline([], 1, NOW)).toBe('Nothing in the queue')
    expect(queueHeadline([done(10)], 1, NOW)).toBe('All done, 1 take today')
  })

  test('the summary names only what there is', () => {
    expect(queueSummary(groupJobs([running(1), job({}), job({})], NOW))).toBe('1 running, 2 waiting')
    expect(queueSummary(groupJobs([], NOW))).toBe('')
  })
})
