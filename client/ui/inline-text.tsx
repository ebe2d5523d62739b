import { useEffect, useRef, useState, type ReactElement } from 'react'
import { cn } from './cn.ts'
import { useEditLock } from './edit-lock.tsx'

/**
 * A line of text that becomes a field where it stands: a double press or `editing` opens it, Enter or leaving keeps,
 * Escape puts back.
 */
export function InlineText({
  value,
  label,
  placeholder,
  editing: wanted,
  onEditingChange,
  onCommit,
  className,
}: {
  value: string
  /** Name of the field for screen readers: "Scene name". */
  label: string
  /** Shown, dimmed, while there is no text. */
  placeholder: string
  editing: boolean
  onEditingChange: (editing: boolean) => void
  onCommit: (value: string) => void
  className?: string
}): ReactElement {
  const locked = useEditLock().edits !== null
  const editing = wanted && !locked
  const [draft, setDraft] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  const open = useRef(false)
  useEffect(() => {
    open.current = editing
    if (!editing) return
    setDraft(value)
    field.current?.focus()
    field.current?.select()
    // The text as it was when the field opened is what is edited; a later change by somebody else must not replace what is typed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [editing])

  if (!editing) {
    return (
      <span
        className={cn('block min-w-0 truncate', value === '' && 'text-fg-3', className)}
        onDoubleClick={(event) => {
          event.stopPropagation()
          if (!locked) onEditingChange(true)
        }}
      >
        {value === '' ? placeholder : value}
      </span>
    )
  }

  const close = (keep: boolean): void => {
    // Whoever takes the focus back while the field closes makes it lose focus: that decides nothing any more.
    if (!open.current) return
    open.current = false
    onEditingChange(false)
    const text = draft.trim()
    if (keep && text !== value) onCommit(text)
  }
  return (
    <input
      ref={field}
      aria-label={label}
      value={draft}
      maxLength={200}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => close(true)}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') close(true)
        if (event.key === 'Escape') close(false)
      }}
      className={cn(
        'w-full min-w-0 rounded-[4px] bg-field px-1 -mx-1 text-fg outline-2 outline-accent select-text',
        className,
      )}
    />
  )
}
