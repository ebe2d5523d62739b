import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import type { StorageSurvey } from '#client/session/storage-survey.ts'
import { onlyHereWords } from './only-here-words.ts'
import { StorageUsage } from './storage-usage.tsx'

afterEach(cleanup)

const nothing = { hashes: [], bytes: 0 }
const survey: StorageSurvey = {
  documents: 1_000_000,
  versions: 2_000_000,
  own: 30_000_000,
  seen: 4_000_000,
  stills: 500_000,
  films: [],
  unused: nothing,
  passing: nothing,
  sentVersions: { idsByFilm: new Map(), count: 0, bytes: 0 },
  unsure: nothing,
}
const room = (used: number) => ({ used, quota: 100_000_000, persisted: false })

describe('what is in use', () => {
  test('is told by kind, and the rest is the app', () => {
    render(<StorageUsage room={room(40_000_000)} survey={survey} />)
    const rows = screen.getAllByRole('listitem').map((row) => row.textContent)
    expect(rows).toContain('Media added or made here30 MB')
    expect(rows).toContain('The app itself3 MB')
    expect(screen.getByRole('meter').getAttribute('aria-valuetext')).toBe('40 MB of 100 MB')
    expect(screen.queryByText(/Room is getting short/)).toBeNull()
  })

  test('is called short from 80 % on', () => {
    render(<StorageUsage room={room(80_000_000)} survey={survey} />)
    expect(screen.getByText(/Room is getting short/).textContent).toContain('picked takes and films never leave')
  })

  test('is counted where the browser does not tell, too', () => {
    render(<StorageUsage room={null} survey={survey} />)
    expect(screen.getByText('38 MB')).toBeTruthy()
  })
})

test.each([
  [
    { films: 1, changes: 3, versions: 0, files: 2, sure: true },
    '1 film, 3 changes and 2 files are only on this device.',
  ],
  [{ films: 0, changes: 1, versions: 0, files: 0, sure: true }, '1 change is only on this device.'],
  [{ films: 0, changes: 0, versions: 2, files: 0, sure: true }, '2 named versions are only on this device.'],
  [
    { films: 0, changes: 0, versions: 0, files: 4, sure: false },
    '4 files may be only on this device: the server can’t be asked now.',
  ],
])('what would be lost is said in words (%#)', (lost, words) => {
  expect(onlyHereWords(lost)).toBe(words)
})
