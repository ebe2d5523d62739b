import { expect, test } from 'vitest'
import type { ScopeSurvey } from '#client/session/film-file/save-film-file.ts'
import type { MissingFile } from '#shared/interchange/film-file/manifest.ts'
import { awayWords, contentWords, listWords, missingWords, progressWords } from './film-file-words.ts'

const survey = (change: Partial<ScopeSurvey>): ScopeSurvey => ({
  scope: 'all',
  takes: 3,
  inTrash: 0,
  hasSong: true,
  bytes: 1000,
  away: [],
  ...change,
})
const away = (count: number): ScopeSurvey['away'] =>
  Array.from({ length: count }, (_, index) => ({
    sha256: '',
    mime: '',
    label: `3.0${index + 1} take 1`,
    bytes: 1,
    inTrash: false,
  }))
const missing = (kind: MissingFile['kind'], label = ''): MissingFile => ({ kind, label, sha256: '', why: 'not-found' })

test.each([
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
])('%j reads %s', (names, words) => {
  expect(listWords(names)).toBe(words)
})

test('what goes into a file is counted', () => {
  expect(contentWords(survey({}))).toBe('3 takes and the song.')
  expect(contentWords(survey({ takes: 1, hasSong: false }))).toBe('1 take.')
  expect(contentWords(survey({ inTrash: 2 }))).toBe('3 takes and the song. 2 of them from the trash.')
  expect(contentWords(survey({ scope: 'picked' }))).toBe('3 takes and the song. The other takes stay listed.')
})

test('[FF3] what is not on this device is told, with what can be done', () => {
  const answering = { known: true, answering: true }
  expect(awayWords(survey({}), answering)).toBeNull()
  expect(awayWords(survey({ away: away(1) }), answering)).toBe(
    '1 file is not on this device and comes from the server while the film is saved.',
  )
  expect(awayWords(survey({ away: away(5) }), { known: true, answering: false })).toBe(
    'The server is not answering, and only it has 3.01 take 1, 3.02 take 1, 3.03 take 1 and 2 more. They are left out and listed by name: save again when it answers.',
  )
  expect(awayWords(survey({ away: away(1) }), { known: false, answering: false })).toBe(
    '3.01 take 1 is not on this device. It is left out and listed by name.',
  )
})

test('[FF3] so is what did not get into a file', () => {
  expect(missingWords([])).toBeNull()
  expect(missingWords([missing('medium', 'the song'), missing('recipe'), missing('recipe')])).toBe(
    'Not in it, as it could not be had: the song; how 2 takes were made.',
  )
})

test('progress is told in time before size is known to mean anything', () => {
  expect(progressWords({ fraction: 0, secondsLeft: null }, 38_000_000)).toBe('38 MB, measuring')
  expect(progressWords({ fraction: 0.5, secondsLeft: 41 }, 38_000_000)).toBe('38 MB, 0:41 left')
})
