import { describe, expect, test } from 'vitest'
import type { CatalogEntry } from '#client/session/projects.ts'
import type { Job } from '#shared/protocol/jobs.ts'
import { DAYS, homeFigures, takesByDay } from './home-figures.ts'
import { needsYou } from './needs-you.ts'

const NOW = new Date(2026, 5, 10, 15, 0).getTime()
const iso = (secondsAgo: number): string => new Date(NOW - secondsAgo * 1000).toISOString()

const job = (patch: Partial<Job>): Job => ({
  id: 'j',
  project_id: 'film',
  clip_id: 'clip',
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
  status: 'done',
  progress: { step: 0, steps: 0, fraction: 0, seconds_left: null, preview: 0 },
  position: null,
  error: null,
  attempts: 1,
  max_attempts: 3,
  take_id: null,
  media: null,
  requested_by: '',
  created_at: iso(1000),
  started_at: iso(900),
  finished_at: iso(600),
  ...patch,
})

const film = (patch: Partial<CatalogEntry>): CatalogEntry => ({
  id: 'film',
  name: 'Long Corridor',
  sceneCount: 1,
  clipCount: 4,
  pickedCount: 1,
  coverSha256: null,
  durationSeconds: 16,
  createdAt: 0,
  changedAt: 0,
  lastOpenedAt: null,
  lastClipNumber: null,
  lastClipId: null,
  sample: false,
  archivedAt: null,
  deletedAt: null,
  onDevice: true,
  onServer: true,
  ...patch,
})

const figures = (more: Partial<Parameters<typeof homeFigures>[0]>): string[] =>
  homeFigures({ jobs: [], films: [], storage: null, servers: [], now: NOW, ...more }).map(
    ({ value, of, label }) => `${label}: ${value}${of ? ` ${of}` : ''}`,
  )

describe('figures on Home', () => {
  test('without data there are none', () => {
    expect(figures({})).toEqual([])
  })

  test('they equal the data', () => {
    expect(
      figures({
        jobs: [job({}), job({ id: 'v', generation_type: 'video', started_at: iso(1000), finished_at: iso(886) })],
        films: [film({}), film({ id: 'gone', deletedAt: 1 }), film({ id: 'away', archivedAt: 1 })],
        storage: { used: 18_400_000_000, quota: 60_000_000_000 },
      }),
    ).toEqual([
      'Render time this week: 7 min',
      'Clips with a picked take: 1 of 4',
      'Median video take: 1:54',
      'On this device: 18.4 GB of 60.0 GB',
    ])
  })

  test('takes are counted on the day they were finished', () => {
    const days = takesByDay(
      [job({}), job({ finished_at: iso(86_400) }), job({ status: 'failed' }), job({ finished_at: iso(40 * 86_400) })],
      NOW,
    )
    expect(days).toHaveLength(DAYS)
    expect(days.slice(-2)).toEqual([1, 1])
    expect(days.reduce((sum, day) => sum + day, 0)).toBe(2)
  })
})

describe('what needs a person', () => {
  const failed = job({ status: 'failed', error: { message: '3.07 ran out of GPU memory', detail: '', fix: null } })

  test('a failure does, with its reason', () => {
    expect(needsYou([film({})], [failed]).map((need) => need.reason)).toEqual(['3.07 ran out of GPU memory'])
  })

  test('not after a later job of the same clip, nor in a film that is put away', () => {
    expect(needsYou([film({})], [failed, job({ id: 'k', created_at: iso(10) })])).toEqual([])
    expect(needsYou([film({ archivedAt: 1 })], [failed])).toEqual([])
    expect(needsYou([], [failed])).toEqual([])
  })
})
