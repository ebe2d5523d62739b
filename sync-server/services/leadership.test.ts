import { afterEach, expect, test } from 'vitest'
import { createLogger } from '#server/observability/logger.ts'
import type { LeaseStore } from '#server/storage/lease-store.ts'
import { memoryLeaseStore } from '#server/storage/memory/memory-lease-store.ts'
import { until } from '#server/testing/until.ts'
import { Leadership } from './leadership.ts'

const TIMING = { leaseMs: 300, renewMs: 20 }
const logger = createLogger('silent')

const started: Leadership[] = []
afterEach(() => Promise.all(started.splice(0).map((leadership) => leadership.stop())))

async function candidate(
  leases: LeaseStore | null,
  holder: string,
  calls: string[],
  begin: () => void = () => {},
): Promise<Leadership> {
  const leadership = new Leadership({ leases, lease: 'work', holder, logger, timing: TIMING })
  started.push(leadership)
  await leadership.start({
    begin: async () => {
      begin()
      calls.push(`${holder} begins`)
    },
    end: async () => {
      calls.push(`${holder} ends`)
    },
  })
  return leadership
}

test('a server that is alone leads from the start, and says so where it cannot begin', async () => {
  const calls: string[] = []
  const alone = await candidate(null, 'a', calls)
  expect([alone.holds, calls]).toEqual([true, ['a begins']])
  const fail = (): never => {
    throw new Error('no room')
  }
  await expect(candidate(null, 'b', calls, fail)).rejects.toThrow('no room')
})

test('one of two leads; when it stops it has ended before the other begins', async () => {
  const leases = memoryLeaseStore()
  const calls: string[] = []
  const [a, b] = [await candidate(leases, 'a', calls), await candidate(leases, 'b', calls)]
  expect([a.holds, b.holds]).toEqual([true, false])
  await a.stop()
  await until(() => expect(b.holds).toBe(true))
  expect(calls).toEqual(['a begins', 'a ends', 'b begins'])
})

test('one that cannot renew its lease ends before it runs out, and follows when it is back', async () => {
  const leases = memoryLeaseStore()
  let away = false
  const flaky: LeaseStore = {
    ...leases,
    acquire: async (...args) => {
      if (away) throw new Error('the connection was refused')
      return leases.acquire(...args)
    },
  }
  const calls: string[] = []
  const [a, b] = [await candidate(flaky, 'a', calls), await candidate(leases, 'b', calls)]
  away = true
  await until(() => expect(b.holds).toBe(true))
  expect(calls).toEqual(['a begins', 'a ends', 'b begins'])
  away = false
  await b.stop()
  await until(() => expect(a.holds).toBe(true))
})

test('one that could not begin tries again', async () => {
  let failures = 2
  const calls: string[] = []
  const fail = (): void => {
    if (failures-- > 0) throw new Error('not yet')
  }
  const a = await candidate(memoryLeaseStore(), 'a', calls, fail)
  await until(() => expect(calls).toContain('a begins'))
  expect(a.holds).toBe(true)
})
