import { expect, test } from 'vitest'
import type { ListedVersion } from '#client/session/versions/merge-versions.ts'
import { placeWords, shortMoment, versionDays, versionTitle } from './version-words.ts'

const version = (id: string, at: string): ListedVersion => ({
  id,
  projectId: 'film',
  name: null,
  kind: 'automatic',
  at: new Date(at).getTime(),
  author: null,
  bytes: 1,
  fingerprint: id,
  onDevice: true,
  onServer: false,
})

test('versions stand under the day on which they were kept, in the person’s own time', () => {
  const days = versionDays(
    [
      version('a', '2026-03-02T00:10:00'),
      version('b', '2026-03-01T23:50:00'),
      version('c', '2026-03-01T08:00:00'),
      version('d', '2026-02-14T12:00:00'),
      version('e', '2025-02-14T12:00:00'),
    ],
    new Date('2026-03-02T09:00:00').getTime(),
  )
  expect(days.map(({ label, versions }) => [label, versions.map(({ id }) => id).join('')])).toEqual([
    ['Today', 'a'],
    ['Yesterday', 'bc'],
    ['Saturday 14 February', 'd'],
    ['Friday 14 February 2025', 'e'],
  ])
})

test('a version is called by its name, else by why it was kept', () => {
  expect(versionTitle({ name: 'Rough cut', kind: 'before-delete' })).toBe('Rough cut')
  expect(versionTitle({ name: null, kind: 'before-delete' })).toBe('Before several clips were deleted')
  expect(shortMoment(new Date('2026-11-14T14:22:00').getTime())).toBe('14 Nov, 14:22')
  expect(placeWords({ onDevice: false, onServer: true })).toBe('on the server')
})
