import type { ReactElement } from 'react'
import { attempt } from '#client/session/library/cast-edits.ts'
import { KeptField } from '#client/ui/kept-field.tsx'

/** Keeps changed fields of a record as one undoable step, "Change words"; a refusal is told to the person. */
export type ChangeFields<Fields> = (fields: Partial<Fields>, what: string) => void

/** How a form keeps what is changed in it; `run` takes the fields, and what undo calls the step. */
export function changeWith<Fields>(
  run: (fields: Partial<Fields>, options: { readonly label: string }) => void,
): ChangeFields<Fields> {
  return (fields, what) => void attempt(() => run(fields, { label: `Change ${what}` }))
}

/** One text of a record, kept when its field is left. */
export function RecordText<Field extends string>({
  record,
  field,
  label,
  what,
  placeholder,
  lines,
  needed = false,
  onChange,
}: {
  record: Readonly<Record<Field, string>>
  field: Field
  label: string
  /** What undo says was changed: "words behind". */
  what: string
  placeholder?: string
  lines?: boolean
  /** Whether it may not be empty: then an emptied field shows what was there. */
  needed?: boolean
  onChange: ChangeFields<Record<Field, string>>
}): ReactElement {
  return (
    <KeptField
      label={label}
      value={record[field]}
      {...(placeholder !== undefined && { placeholder })}
      {...(lines !== undefined && { lines })}
      onKeep={(text) => {
        // TypeScript takes a computed name for any name.
        if (text !== '' || !needed) onChange({ [field]: text } as Partial<Record<Field, string>>, what)
      }}
    />
  )
}
