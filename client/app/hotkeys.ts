import { actionApplies, actionState, type Action, type ActionContext } from '#client/session/action.ts'
import { isSingleKey, parseKeys, pressOf, samePress, type KeyPress } from '#client/ui/keys.ts'

/** How long the second key of a chord may take, in milliseconds. */
export const CHORD_MS = 1500

/** What the dispatcher works with. */
export type HotkeyHost = {
  actions(): readonly Action[]
  context(): ActionContext
  /** Whether keys without Cmd, Ctrl or Alt run commands. */
  singleKeys(): boolean
  /** Told why the command of a key that was pressed cannot run now. */
  refused(action: Action, reason: string): void
  now(): number
}

type Target = EventTarget | null

const TEXT_INPUTS = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'])

/** Whether a person is writing there. */
function isTextField(target: Target): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !TEXT_INPUTS.has(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
}

/** Whether a plain Space or Enter belongs to the control that has focus. */
function isPressable(target: Target): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'a[href], button, summary, [role="button"], [role="checkbox"], [role="switch"], [role="radio"], [role="tab"]',
    ) !== null
  )
}

/** Whether focus is in something that keeps the keyboard to itself. */
function isInOverlay(target: Target): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('[role="dialog"], [role="menu"], [role="listbox"][data-radix-select-viewport]') !== null
  )
}

type Binding = { action: Action; presses: readonly KeyPress[] }

/**
 * Runs actions for keys. Returns a function that takes a key event and says whether it was used. Chords: after the
 * first key the next one decides, whatever it is.
 */
export function createHotkeys(host: HotkeyHost): (event: KeyboardEvent) => boolean {
  let pending: { press: KeyPress; until: number } | null = null

  return (event) => {
    if (event.defaultPrevented || event.isComposing || event.key === 'Dead') return false
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return false
    const press = pressOf(event)
    if (!press || isInOverlay(event.target)) return false

    const context = host.context()
    const inText = isTextField(event.target)
    const bindings = host
      .actions()
      .filter((action) => (!inText || action.inText === true) && actionApplies(action, context))
      .flatMap((action) => (action.keys ?? []).map((keys): Binding => ({ action, presses: parseKeys(keys) })))
      .filter(({ presses }) => host.singleKeys() || !presses.some(isSingleKey))

    const first = pending !== null && host.now() <= pending.until ? pending.press : null
    pending = null
    if (first && !inText) {
      const second = bindings.filter(({ presses: [a, b] }) => a && b && samePress(a, first) && samePress(b, press))
      if (second.length > 0) return run(second)
    }

    if (!inText && bindings.some(({ presses: [a, b] }) => a && b && samePress(a, press))) {
      pending = { press, until: host.now() + CHORD_MS }
      event.preventDefault()
      return true
    }
    if ((press.key === 'space' || press.key === 'enter') && !press.mod && !press.shift && isPressable(event.target)) {
      return false
    }
    const matching = bindings.filter(({ presses: [a, b] }) => a && !b && samePress(a, press))
    return matching.length > 0 && run(matching)

    function run(candidates: readonly Binding[]): boolean {
      event.preventDefault()
      const ready = candidates.findLast(({ action }) => actionState(action, context) === true)
      const chosen = ready ?? candidates.at(-1)
      if (!chosen) return false
      if (event.repeat && chosen.action.repeats !== true) return true
      const state = actionState(chosen.action, context)
      if (state === true) void chosen.action.run(context)
      else host.refused(chosen.action, state)
      return true
    }
  }
}
