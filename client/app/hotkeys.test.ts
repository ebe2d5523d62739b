import { beforeEach, describe, expect, test } from 'vitest'
import type { Action, ActionContext } from '#client/session/action.ts'
import { CHORD_MS, createHotkeys, type HotkeyHost } from './hotkeys.ts'

const context = { page: 'board' } as ActionContext

describe('the keyboard', () => {
  let ran: string[]
  let refusals: string[]
  let now: number
  let singleKeys: boolean

  const action = (id: string, keys: string[], more: Partial<Action> = {}): Action => ({
    id,
    label: id,
    group: 'Edit',
    keys,
    run: () => void ran.push(id),
    ...more,
  })

  const host = (actions: Action[]): HotkeyHost => ({
    actions: () => actions,
    context: () => context,
    singleKeys: () => singleKeys,
    refused: (_, reason) => void refusals.push(reason),
    now: () => now,
  })

  const press = (
    handle: (event: KeyboardEvent) => boolean,
    key: string,
    code: string,
    init: KeyboardEventInit = {},
    on: HTMLElement = document.body,
  ): boolean => {
    let used = false
    const listener = (event: Event): void => {
      used = handle(event as KeyboardEvent)
    }
    window.addEventListener('keydown', listener, { once: true })
    on.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...init }))
    return used
  }

  beforeEach(() => {
    ran = []
    refusals = []
    now = 0
    singleKeys = true
    document.body.replaceChildren()
  })

  test('a key runs its action', () => {
    const handle = createHotkeys(host([action('split', ['s']), action('snap', ['n'])]))
    expect(press(handle, 's', 'KeyS')).toBe(true)
    expect(press(handle, 'x', 'KeyX')).toBe(false)
    expect(ran).toEqual(['split'])
  })

  test('a chord needs both keys within its time', () => {
    const handle = createHotkeys(host([action('home', ['g h']), action('queue', ['g q'])]))
    press(handle, 'g', 'KeyG')
    press(handle, 'q', 'KeyQ')
    press(handle, 'g', 'KeyG')
    now = CHORD_MS + 1
    press(handle, 'h', 'KeyH')
    expect(ran).toEqual(['queue'])
  })

  test('nothing runs while a person writes, except what says it may', () => {
    const field = document.createElement('textarea')
    document.body.append(field)
    const handle = createHotkeys(host([action('split', ['s']), action('find', ['mod+k'], { inText: true })]))
    press(handle, 's', 'KeyS', {}, field)
    press(handle, 'k', 'KeyK', { ctrlKey: true }, field)
    expect(ran).toEqual(['find'])
  })

  test('nothing runs in the middle of an input method', () => {
    const handle = createHotkeys(host([action('split', ['s'])]))
    press(handle, 's', 'KeyS', { isComposing: true })
    expect(ran).toEqual([])
  })

  test('Space on a button presses the button', () => {
    const button = document.createElement('button')
    document.body.append(button)
    const handle = createHotkeys(host([action('play', ['space'])]))
    expect(press(handle, ' ', 'Space', {}, button)).toBe(false)
    expect(press(handle, ' ', 'Space')).toBe(true)
    expect(ran).toEqual(['play'])
  })

  test('an open dialog keeps the keyboard to itself', () => {
    const dialog = document.createElement('div')
    dialog.setAttribute('role', 'dialog')
    const inside = document.createElement('button')
    dialog.append(inside)
    document.body.append(dialog)
    const handle = createHotkeys(host([action('split', ['s'])]))
    press(handle, 's', 'KeyS', {}, inside)
    expect(ran).toEqual([])
  })

  test('single keys can be switched off; those with Cmd or Ctrl stay', () => {
    singleKeys = false
    const handle = createHotkeys(host([action('split', ['s']), action('home', ['g h']), action('undo', ['mod+z'])]))
    press(handle, 's', 'KeyS')
    press(handle, 'g', 'KeyG')
    press(handle, 'h', 'KeyH')
    press(handle, 'z', 'KeyZ', { ctrlKey: true })
    expect(ran).toEqual(['undo'])
  })

  test('an action that cannot run says why, unless another one of the key can', () => {
    const never = action('pick', ['1'], { enabled: () => 'Choose a clip first' })
    press(createHotkeys(host([never])), '1', 'Digit1')
    expect(refusals).toEqual(['Choose a clip first'])
    press(createHotkeys(host([action('start', ['1']), never])), '1', 'Digit1')
    expect(ran).toEqual(['start'])
  })

  test('a held key runs again only where that makes sense', () => {
    const handle = createHotkeys(host([action('nudge', ['.'], { repeats: true }), action('split', ['s'])]))
    press(handle, '.', 'Period', { repeat: true })
    press(handle, 's', 'KeyS', { repeat: true })
    expect(ran).toEqual(['nudge'])
  })

  test('a key of another page is free', () => {
    const away = action('start', ['1'], { when: () => false })
    expect(press(createHotkeys(host([away])), '1', 'Digit1')).toBe(false)
    expect(ran).toEqual([])
  })
})
