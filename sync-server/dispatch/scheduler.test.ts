import { expect, test } from 'vitest'
import type { JobRecord } from '#server/storage/job-store.ts'
import { aJob } from '#server/testing/a-job.ts'
import { FairShares } from './fair-shares.ts'
import { Scheduler } from './scheduler.ts'

test('[S2] a project that comes anew begins level, and the accounts are closed when nothing is left', () => {
  const shares = new FairShares()
  shares.admit(new Set(['a', 'b']))
  shares.charge('a', 50)
  shares.charge('b', 30)
  shares.admit(new Set(['a', 'b', 'c']))
  expect([shares.of('a'), shares.of('b'), shares.of('c')]).toEqual([50, 30, 30])
  shares.admit(new Set(['a', 'c']))
  shares.charge('c', 40)
  shares.admit(new Set(['a', 'b', 'c']))
  expect([shares.of('a'), shares.of('b'), shares.of('c')]).toEqual([50, 50, 70])
  shares.admit(new Set())
  shares.admit(new Set(['a']))
  expect(shares.of('a')).toBe(0)
})

test('[S2] what a job really took counts; one that never began costs nothing', () => {
  const scheduler = new Scheduler()
  const mine = ['1', '2', '3'].map((id) => aJob({ id }))
  const theirs = aJob({ id: '9', projectId: 'film-2' })
  const next = (waiting: readonly JobRecord[]): string | undefined => scheduler.dueOrder(waiting, [theirs])[0]?.id
  expect(next([...mine, theirs])).toBe('1')
  scheduler.noteStarted(mine[0]!, 'a', 0)
  expect(next([mine[1]!, theirs])).toBe('9')
  scheduler.noteEnded({ ...mine[0]!, state: 'cancelled' }, 5000)
  expect(next([mine[1]!, theirs])).toBe('2')
  scheduler.noteStarted(mine[1]!, 'a', 0)
  scheduler.noteStarted(theirs, 'b', 0)
  scheduler.noteEnded({ ...mine[1]!, state: 'done', hostId: 'a', startedAt: 0, finishedAt: 90_000 }, 90_000)
  expect(next([mine[2]!, { ...theirs, id: '8' }])).toBe('8')
  expect(scheduler.durations.of(mine[2]!, 'a')).toBe(90_000)
})
