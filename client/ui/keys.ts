/** Cmd is the command key on Apple machines, Ctrl elsewhere. */
export const isApple: boolean = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

const MODIFIERS = ['mod', 'alt', 'shift'] as const
type Modifier = (typeof MODIFIERS)[number]

/** One press: a key with its modifiers. */
export type KeyPress = { readonly key: string; readonly mod: boolean; readonly alt: boolean; readonly shift: boolean }

const isModifier = (word: string): word is Modifier => (MODIFIERS as readonly string[]).includes(word)

/** Reads "mod+shift+k" or the chord "g h" as the presses that make it. */
export function parseKeys(keys: string): readonly KeyPress[] {
  return keys.split(' ').map((press) => {
    // "mod++" would be the plus key, which no browser leaves to a page; a lone "+" is not a binding either.
    const parts = press.split('+')
    const key = parts.at(-1) ?? ''
    const held = new Set(parts.slice(0, -1).filter(isModifier))
    return { key, mod: held.has('mod'), alt: held.has('alt'), shift: held.has('shift') }
  })
}

/** Names of `KeyboardEvent.code` for keys that are told by where they are, not by what they print. */
const BY_PLACE: Readonly<Record<string, string>> = {
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backslash: '\\',
  Backquote: '`',
  Semicolon: ';',
  Quote: "'",
}

const NAMED: Readonly<Record<string, string>> = {
  ' ': 'space',
  Enter: 'enter',
  Escape: 'escape',
  Delete: 'delete',
  Backspace: 'backspace',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'home',
  End: 'end',
}

/** The parts of a keyboard event that say which key it is. */
export type KeyEventLike = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>

/**
 * The press that an event stands for. Letters follow the layout, digits and punctuation the physical key, so that
 * `[` is next to P on every keyboard. `?` is the exception: it is looked for by what is printed on the key.
 */
export function pressOf(event: KeyEventLike, apple: boolean = isApple): KeyPress | null {
  const mod = apple ? event.metaKey : event.ctrlKey
  const other = apple ? event.ctrlKey : event.metaKey
  if (other) return null
  const held = { mod, alt: event.altKey, shift: event.shiftKey }
  if (event.key === '?') return { ...held, key: '?', shift: false }
  const named = NAMED[event.key]
  if (named) return { ...held, key: named }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  if (digit) return { ...held, key: digit }
  const placed = BY_PLACE[event.code]
  if (placed) return { ...held, key: placed }
  if (/^\p{L}$/u.test(event.key)) return { ...held, key: event.key.toLowerCase() }
  // Under Alt a Mac prints another letter (Alt+U makes a dead key): the code still tells which one it was.
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  return letter ? { ...held, key: letter.toLowerCase() } : null
}

/** Whether two presses are the same. */
export function samePress(a: KeyPress, b: KeyPress): boolean {
  return a.key === b.key && a.mod === b.mod && a.alt === b.alt && a.shift === b.shift
}

/** True for a press without Cmd, Ctrl or Alt: the kind that settings can switch off. */
export function isSingleKey(press: KeyPress): boolean {
  return !press.mod && !press.alt && !['escape', 'enter'].includes(press.key)
}

const SHOWN: Readonly<Record<string, string>> = {
  space: 'Space',
  enter: '↵',
  escape: 'Esc',
  delete: 'Del',
  backspace: '⌫',
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
  home: 'Home',
  end: 'End',
}

/** A binding as it is written beside its command: one string for each press of a chord. */
export function showKeys(keys: string, apple: boolean = isApple): readonly string[] {
  return parseKeys(keys).map((press) => {
    const key = SHOWN[press.key] ?? press.key.toUpperCase()
    const shift = press.shift ? '⇧' : ''
    if (apple) return (press.alt ? '⌥' : '') + shift + (press.mod ? '⌘' : '') + key
    return (press.mod ? 'Ctrl ' : '') + (press.alt ? 'Alt ' : '') + shift + key
  })
}

/** A binding for `aria-keyshortcuts`, in the words that attribute wants. */
export function ariaKeys(keys: string, apple: boolean = isApple): string | undefined {
  const presses = parseKeys(keys)
  const press = presses[0]
  // The attribute has no writing for a chord.
  if (!press || presses.length > 1) return undefined
  const held = [press.mod ? (apple ? 'Meta' : 'Control') : '', press.alt ? 'Alt' : '', press.shift ? 'Shift' : '']
  const name = Object.entries(NAMED).find(([, short]) => short === press.key)?.[0] ?? press.key.toUpperCase()
  return [...held.filter((word) => word !== ''), name === ' ' ? 'Space' : name].join('+')
}
