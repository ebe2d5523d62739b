import { useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react'
import { cn } from './cn.ts'
import { evaluateNumber, type Units } from './number-maths.ts'
import { fieldClass } from './text-field.tsx'

/** Pixels of dragging on the label that count as one step. */
const SCRUB_PIXELS = 4

/**
 * A number to type, to step with the arrows, or to scrub by dragging its label. Sums are allowed: `4.3+1b`.
 * `value` is null where several things are selected and differ: the field then says "Mixed".
 */
export function NumberField({
  label,
  value,
  onCommit,
  onScrub,
  min = -Infinity,
  max = Infinity,
  step = 1,
  bigStep = step * 10,
  units,
  format = String,
  parse,
  placeholder,
  optional = false,
  disabled = false,
  className,
}: {
  label: string
  value: number | null
  /** Once for each finished change; null only when `optional` and the field was emptied. */
  onCommit: (value: number | null) => void
  /** While the label is dragged; `onCommit` follows when it is let go. */
  onScrub?: (value: number) => void
  min?: number
  max?: number
  /** What an arrow key adds. */
  step?: number
  /** What ⇧ and an arrow key add. */
  bigStep?: number
  units?: Units
  /** How the number is written. */
  format?: (value: number) => string
  /** In place of plain sums: reads what was typed, null when it makes no sense. */
  parse?: (text: string) => number | null
  /** Shown where there is no value: "Mixed", "Random". */
  placeholder?: string
  /** Whether an empty field is a value of its own. */
  optional?: boolean
  disabled?: boolean
  className?: string
}): ReactElement {
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const [bad, setBad] = useState(false)
  const scrub = useRef<{ x: number; from: number; now: number } | null>(null)

  const clamp = (number: number): number => Math.min(max, Math.max(min, number))
  // Steps such as 0.1 leave 0.30000000000000004 behind; nine digits are finer than any field here.
  const tidy = (number: number): number => clamp(Number(number.toPrecision(12)))

  const read = (text: string): number | null => (parse ? parse(text) : evaluateNumber(text, units))

  const commit = (): void => {
    if (draft === null) return
    if (draft.trim() === '') {
      setDraft(null)
      setBad(false)
      if (optional && value !== null) onCommit(null)
      return
    }
    const number = read(draft)
    if (number === null) {
      setBad(true)
      return
    }
    setDraft(null)
    setBad(false)
    if (tidy(number) !== value) onCommit(tidy(number))
  }

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') {
      commit()
      event.currentTarget.select()
    } else if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation()
      setDraft(null)
      setBad(false)
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      const from = (draft === null ? value : read(draft)) ?? Math.max(0, min)
      const by = (event.shiftKey ? bigStep : step) * (event.key === 'ArrowUp' ? 1 : -1)
      setDraft(null)
      setBad(false)
      onCommit(tidy(from + by))
    }
  }

  const onPointerDown = (event: PointerEvent<HTMLLabelElement>): void => {
    if (disabled || value === null || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    scrub.current = { x: event.clientX, from: value, now: value }
  }
  const onPointerMove = (event: PointerEvent<HTMLLabelElement>): void => {
    const drag = scrub.current
    if (!drag) return
    const steps = Math.trunc((event.clientX - drag.x) / SCRUB_PIXELS)
    const next = tidy(drag.from + steps * (event.shiftKey ? bigStep : step))
    if (next === drag.now) return
    drag.now = next
    setDraft(format(next))
    onScrub?.(next)
  }
  const endScrub = (keep: boolean): void => {
    const drag = scrub.current
    scrub.current = null
    if (!drag || drag.now === drag.from) return
    setDraft(null)
    if (keep) onCommit(drag.now)
    else onScrub?.(drag.from)
  }

  return (
    <div className={cn('min-w-0', className)}>
      <label
        htmlFor={id}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => endScrub(true)}
        onPointerCancel={() => endScrub(false)}
        className={cn(
          'mb-1 block touch-none text-meta text-fg-2 select-none',
          !disabled && value !== null && 'cursor-ew-resize',
        )}
      >
        {label}
      </label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        aria-invalid={bad ? true : undefined}
        placeholder={placeholder ?? (value === null ? 'Mixed' : undefined)}
        value={draft ?? (value === null ? '' : format(value))}
        onChange={(event) => {
          setDraft(event.target.value)
          setBad(false)
        }}
        onBlur={() => {
          commit()
          // What could not be read does not stay in the field as if it held.
          setDraft(null)
          setBad(false)
        }}
        onKeyDown={onKeyDown}
        className={cn(fieldClass, 'h-7 pointer-coarse:h-11')}
      />
    </div>
  )
}
