import { describe, expect, test } from 'vitest'
import type { StoredFile } from '../storage/media-cache.ts'
import type { StoredVersion } from '../storage/version-store.ts'
import { surveyStorage } from './storage-survey.ts'

const file = (sha256: string, shelf: StoredFile['shelf'], bytes: number, part: StoredFile['part'] = 'file') =>
  ({ sha256, shelf, part, bytes }) satisfies StoredFile
const film = (id: string, needed: string[], spare: string[], documentBytes = 100) => ({
  id,
  name: id,
  documentBytes,
  versions: [] as StoredVersion[],
  changes: 0,
  media: { needed, spare },
})

const files = [
  file('picked', 'own', 1_000),
  file('picked', 'own', 10, 'poster'),
  file('unused', 'own', 2_000),
  file('starred', 'seen', 4_000),
  file('seen', 'seen', 8_000),
  file('seen', 'seen', 20, 'thumbnail'),
  file('stray', 'seen', 16_000),
]
const films = [film('Salt', ['picked', 'starred'], ['unused']), film('Neon', ['picked'], ['seen'], 300)]

describe('what is stored', () => {
  test('is counted by kind and by film', () => {
    expect(surveyStorage(files, films, new Set())).toMatchObject({
      documents: 400,
      own: 3_000,
      seen: 28_020,
      stills: 10,
      films: [
        { name: 'Neon', bytes: 300 + 1_010 + 8_020 },
        { name: 'Salt', bytes: 100 + 1_010 + 2_000 + 4_000 },
      ],
    })
  })

  test('could go where no clip uses it, nobody starred it and the server has it', () => {
    const survey = surveyStorage(files, films, new Set())
    expect(survey.unused).toEqual({ hashes: ['unused', 'seen'], bytes: 10_020 })
    expect(survey.passing).toEqual({ hashes: ['stray'], bytes: 16_000 })
    expect(survey.unsure.hashes).toEqual([])
  })

  test('stays where the server lacks it', () => {
    const survey = surveyStorage(files, films, new Set(['unused', 'seen', 'stray']))
    expect([...survey.unused.hashes, ...survey.passing.hashes]).toEqual([])
  })

  test('without the server only what came from it could go', () => {
    const survey = surveyStorage(files, films, null)
    expect(survey.unused.hashes).toEqual(['seen'])
    expect(survey.passing.hashes).toEqual(['stray'])
    expect(survey.unsure).toEqual({ hashes: ['unused'], bytes: 2_000 })
  })

  test('counts a state that versions share once, and frees what only versions of the server need', () => {
    const version = (id: string, fingerprint: string, place: StoredVersion['place']) =>
      ({ id, fingerprint, place, bytes: 500 }) as StoredVersion
    const versions = [version('1', 'x', 'sent'), version('2', 'x', 'here'), version('3', 'y', 'sent')]
    const survey = surveyStorage([], [{ ...film('Salt', [], []), versions }], null)
    expect(survey.versions).toBe(1_000)
    expect(survey.films[0]?.bytes).toBe(1_100)
    expect(survey.sentVersions).toEqual({ idsByFilm: new Map([['Salt', ['1', '3']]]), count: 2, bytes: 500 })
  })
})
