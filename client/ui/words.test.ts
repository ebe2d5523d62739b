import { describe, expect, test } from 'vitest'
import { ago, clockTime, count, fileSize, timeLeft } from './words.ts'

describe('words of the interface', () => {
  test('time left is exact under a minute and rounder the longer it is', () => {
    expect(timeLeft(41)).toBe('0:41 left')
    expect(timeLeft(4.6)).toBe('0:05 left')
    expect(timeLeft(118)).toBe('about 2 min')
    expect(timeLeft(4800)).toBe('about 1 h 20 min')
    expect(timeLeft(7200)).toBe('about 2 h')
    expect(timeLeft(null)).toBe('Measuring')
  })

  test('counts carry their unit', () => {
    expect(count(1, 'clip')).toBe('1 clip')
    expect(count(1500, 'take')).toBe('1,500 takes')
    expect(count(2, 'copy', 'copies')).toBe('2 copies')
  })

  test('sizes', () => {
    expect(fileSize(0)).toBe('0 B')
    expect(fileSize(38_200_000)).toBe('38 MB')
    expect(fileSize(18_440_000_000)).toBe('18.4 GB')
    expect(fileSize(999_900)).toBe('1 MB')
  })

  test('clock time', () => {
    expect(clockTime(114)).toBe('1:54')
    expect(clockTime(3725)).toBe('1:02:05')
  })

  test('how long ago', () => {
    const now = 1_700_000_000_000
    expect(ago(now - 5_000, now)).toBe('just now')
    expect(ago(now - 60_000, now)).toBe('1 minute ago')
    expect(ago(now - 3 * 3_600_000, now)).toBe('3 hours ago')
    expect(ago(now - 30 * 3_600_000, now)).toBe('yesterday')
    expect(ago(now - 9 * 86_400_000, now)).toBe('last week')
  })
})
