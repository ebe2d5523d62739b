import { describe, expect, test } from 'vitest'
import { ariaKeys, isSingleKey, parseKeys, pressOf, samePress, showKeys, type KeyEventLike } from './keys.ts'

const event = (key: string, code: string, held: Partial<KeyEventLike> = {}): KeyEventLike => ({
  key,
  code,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

const matches = (keys: string, pressed: KeyEventLike, apple = false): boolean => {
  const press = pressOf(pressed, apple)
  const wanted = parseKeys(keys)[0]
  return press !== null && wanted !== undefined && samePress(press, wanted)
}

describe('key bindings', () => {
  test('letters follow the layout', () => {
    // On a French keyboard the key left of W prints A.
    expect(matches('a', event('a', 'KeyQ'))).toBe(true)
    expect(matches('q', event('a', 'KeyQ'))).toBe(false)
  })

  test('digits and punctuation follow the physical key', () => {
    expect(matches('1', event('&', 'Digit1'))).toBe(true)
    expect(matches('shift+1', event('!', 'Digit1', { shiftKey: true }))).toBe(true)
    expect(matches('[', event('ü', 'BracketLeft'))).toBe(true)
  })

  test('the question mark is looked for by what is printed', () => {
    expect(matches('?', event('?', 'Minus', { shiftKey: true }))).toBe(true)
  })

  test('mod is Cmd on Apple machines and Ctrl elsewhere', () => {
    expect(matches('mod+k', event('k', 'KeyK', { ctrlKey: true }), false)).toBe(true)
    expect(matches('mod+k', event('k', 'KeyK', { metaKey: true }), true)).toBe(true)
    expect(matches('mod+k', event('k', 'KeyK', { ctrlKey: true }), true)).toBe(false)
    expect(matches('shift+mod+z', event('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), false)).toBe(true)
  })

  test('a press without Cmd, Ctrl or Alt is a single key; Enter and Escape always work', () => {
    const single = (keys: string): boolean => parseKeys(keys).every(isSingleKey)
    expect(single('shift+z')).toBe(true)
    expect(single('g h')).toBe(true)
    expect(single('mod+k')).toBe(false)
    expect(single('escape')).toBe(false)
  })

  test('bindings are written for the machine they are on', () => {
    expect(showKeys('shift+mod+enter', true)).toEqual(['⇧⌘↵'])
    expect(showKeys('mod+k', false)).toEqual(['Ctrl K'])
    expect(showKeys('g h', false)).toEqual(['G', 'H'])
    expect(ariaKeys('mod+k', false)).toBe('Control+K')
    expect(ariaKeys('g h', false)).toBeUndefined()
  })
})
