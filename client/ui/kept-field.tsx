import { useState, type ReactElement } from 'react'
import { useLocked } from './edit-lock.tsx'
import { TextArea, TextField } from './text-field.tsx'

/** A field that keeps what was typed when it is left, as one undoable step. */
export function KeptField({
  label,
  value,
  placeholder,
  lines = false,
  onKeep,
}: {
  label: string
  value: string
  placeholder?: string
  /** Several lines instead of one. */
  lines?: boolean
  onKeep: (value: string) => void
}): ReactElement {
  const locked = useLocked('edits')
  const [draft, setDraft] = useState<string | null>(null)
  const keep = (): void => {
    if (draft === null) return
    setDraft(null)
    if (draft !== value) onKeep(lines ? draft : draft.trim())
  }
  const Field = lines ? TextArea : TextField
  return (
    <Field
      label={label}
      value={draft ?? value}
      placeholder={placeholder}
      readOnly={locked !== null}
      title={locked ?? undefined}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !lines) keep()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}
