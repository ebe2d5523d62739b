import { describe, expect, test } from 'vitest'
import { bothVersions, replayElsewhere, sameSentenceChanged } from './text-conflict.ts'

const base = 'A woman walks in rain. Neon behind her. She stops.'

describe('whether one sentence was changed on both sides', () => {
  test.each([
    ['two words of one sentence', base.replace('woman', 'girl'), base.replace('rain', 'snow'), true],
    ['the same word, differently', base.replace('Neon', 'Fire'), base.replace('Neon', 'Fog'), true],
    ['different sentences', base.replace('woman', 'girl'), base.replace('stops', 'turns'), false],
    ['neighbouring sentences', base.replace('rain', 'snow'), base.replace('Neon', 'Fog'), false],
    ['the same change', base.replace('rain', 'snow'), base.replace('rain', 'snow'), false],
    ['only mine', base.replace('rain', 'snow'), base, false],
    ['only theirs', base, base.replace('rain', 'snow'), false],
    ['one side rewrote everything', 'Something else', base.replace('stops', 'turns'), true],
    ['both appended to the last sentence', `${base} Then`, `${base} Slowly`, true],
  ])('%s', (_name, mine, theirs, expected) => {
    expect(sameSentenceChanged({ base, mine, theirs })).toBe(expected)
    expect(sameSentenceChanged({ base, mine: theirs, theirs: mine })).toBe(expected)
  })

  test('two texts begun in an empty field', () => {
    expect(sameSentenceChanged({ base: '', mine: 'Rain', theirs: 'Snow' })).toBe(true)
    expect(sameSentenceChanged({ base: '', mine: 'Rain', theirs: 'Rain' })).toBe(false)
  })

  test('lines of lyrics are sentences of their own', () => {
    const lyrics = 'salt on the water\nneon on the wall\nhold me'
    expect(
      sameSentenceChanged({
        base: lyrics,
        mine: lyrics.replace('salt', 'rain'),
        theirs: lyrics.replace('wall', 'door'),
      }),
    ).toBe(false)
    expect(
      sameSentenceChanged({
        base: lyrics,
        mine: lyrics.replace('salt', 'rain'),
        theirs: lyrics.replace('water', 'door'),
      }),
    ).toBe(true)
  })
})

test('keeping both puts one version after the other', () => {
  expect(bothVersions('Rain. ', ' Snow.')).toBe('Rain.\nSnow.')
})

describe('an edit replayed on the other version', () => {
  const mine = 'A girl walks in rain.'
  const start = 'A woman walks in rain.'
  test.each([
    ['behind my words', [{ retain: 16 }, { delete: 4 }, { insert: 'snow' }], 'A woman walks in snow.'],
    ['before my words', [{ delete: 1 }, { insert: 'The' }], 'The woman walks in rain.'],
    ['over my words', [{ delete: 6 }, { insert: 'He' }], 'He walks in rain.'],
    ['nothing', [], start],
  ])('%s', (_name, delta, expected) => {
    expect(replayElsewhere(mine, start, delta)).toBe(expected)
  })
})
