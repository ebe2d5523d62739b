import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aJob } from '#server/testing/a-job.ts'
import { placesBefore } from './job-places.ts'
import { compareDue } from './schedule.ts'

test('[S8] any job can be put before any other or last, again and again, and nothing else changes its order', () => {
  const moves = fc.array(fc.tuple(fc.nat(7), fc.option(fc.nat(7))), { maxLength: 80 })
  const priorities = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 8, maxLength: 8 })
  fc.assert(
    fc.property(moves, priorities, fc.boolean(), (list, ranks, alike) => {
      let line = ranks.map((priority, n) => aJob({ id: `j${n}`, priority, createdAt: alike ? 5 : n })).sort(compareDue)
      for (const [from, to] of list) {
        const [id, before] = [`j${from}`, to === null ? null : `j${to}`]
        const expected = line.map((each) => each.id).filter((each) => each !== id)
        expected.splice(
          before === null ? 7 : before === id ? line.findIndex((each) => each.id === id) : expected.indexOf(before),
          0,
          id,
        )
        const changes = new Map(placesBefore(line, id, before)?.map((change) => [change.id, change]))
        line = line.map((each) => ({ ...each, ...changes.get(each.id) })).sort(compareDue)
        expect(line.map((each) => each.id)).toEqual(expected)
      }
    }),
  )
  expect(placesBefore([aJob()], 'job-1', 'gone')).toBeNull()
  expect(placesBefore([aJob()], 'gone', null)).toBeNull()
})
