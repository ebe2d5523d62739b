import { describe, expect, test } from 'vitest'
import { parseKeys } from '#client/ui/keys.ts'
import { actionLists } from './actions.ts'

const actions = actionLists.flat()

/** What browsers and systems keep for themselves, or what would break typing: never bound. */
function isForbidden(keys: string): boolean {
  return parseKeys(keys).some(
    ({ key, mod, alt, shift }) =>
      (mod && !shift && !alt && /^[tnwlrdfpjhog0-9+\-/]$/.test(key)) ||
      (alt && !mod && /^([a-z0-9]|left|right)$/.test(key)) ||
      /^f\d+$/.test(key) ||
      key === 'tab',
  )
}

describe('all actions', () => {
  test('have ids of their own', () => {
    const ids = actions.map((action) => action.id)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    expect(ids.filter((id) => !/^[a-z]+\.[a-z0-9-]+$/.test(id))).toEqual([])
  })

  test('have labels in sentence case', () => {
    const odd = actions.map((action) => action.label).filter((label) => !/^[A-Z]/.test(label) || /[.!…]$/.test(label))
    expect(odd).toEqual([])
  })

  test('leave the keys of the browser alone', () => {
    expect(actions.filter((action) => action.keys?.some(isForbidden)).map((action) => action.id)).toEqual([])
  })

  test('are bound to keys that exist', () => {
    const named = /^(space|enter|escape|delete|backspace|left|right|up|down|home|end)$/
    const single = /^[a-z0-9[\],.\-=\\`'/;?]$/
    const odd = actions.flatMap((action) =>
      (action.keys ?? []).filter((keys) => parseKeys(keys).some(({ key }) => !named.test(key) && !single.test(key))),
    )
    expect(odd).toEqual([])
  })
})
