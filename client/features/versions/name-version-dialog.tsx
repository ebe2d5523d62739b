import { useId, useState, type ReactElement } from 'react'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { TextField } from '#client/ui/text-field.tsx'

const LONGEST_NAME = 200

/** Asks for the name of a version. An empty one takes a name away where there was one. */
export function NameVersionDialog({
  title,
  hint,
  before,
  action,
  onName,
  onClose,
}: {
  title: string
  hint: string
  /** The name so far; null where there is none. */
  before: string | null
  /** What the main button does. */
  action: string
  /** Throws an `Error` with words for people where it could not be done. */
  onName: (name: string | null) => Promise<void>
  onClose: () => void
}): ReactElement {
  const [name, setName] = useState(before ?? '')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useId()
  const trimmed = name.trim()
  const takesAway = before !== null && trimmed === ''
  const ready = !busy && trimmed !== before && (trimmed !== '' || takesAway)
  const submit = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await onName(takesAway ? null : trimmed)
      onClose()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={title}
      footer={
        <>
          <Button look="quiet" size="dialog" onClick={onClose}>
            Cancel
          </Button>
          <Button look="main" size="dialog" type="submit" form={form} disabled={!ready}>
            {takesAway ? 'Take the name away' : action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) void submit()
        }}
      >
        <TextField
          label="Name"
          hint={hint}
          error={problem}
          value={name}
          maxLength={LONGEST_NAME}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
