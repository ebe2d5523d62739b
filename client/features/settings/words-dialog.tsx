import { useState, type ReactElement, type ReactNode } from 'react'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { TextField } from '#client/ui/text-field.tsx'

/** Asks before something that undo cannot reach. Where `words` are given, they have to be typed first. */
export function WordsDialog({
  title,
  words,
  label,
  onConfirm,
  onClose,
  children,
}: {
  title: string
  /** What has to be typed; null where nothing is lost. */
  words: string | null
  /** What the main button does. */
  label: string
  onConfirm: () => Promise<void>
  onClose: () => void
  children: ReactNode
}): ReactElement {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const ready = words === null || typed.trim().toLowerCase() === words.trim().toLowerCase()
  const confirm = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await onConfirm()
      onClose()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open || busy ? undefined : onClose())}
      title={title}
      focusFirst="input, [data-first]"
      footer={
        <>
          <p role="alert" className="mr-auto min-w-0 text-meta text-bad">
            {problem}
          </p>
          <Button look="quiet" size="dialog" disabled={busy} onClick={onClose}>
            Cancel
          </Button>
          <Button
            look={words === null ? 'main' : 'danger'}
            size="dialog"
            disabled={!ready || busy}
            onClick={() => void confirm()}
          >
            {label}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && !busy) void confirm()
        }}
      >
        {/* Without a field the question itself has the focus: the button that does it is one Tab away. */}
        <div tabIndex={-1} data-first={words === null ? '' : undefined} className="outline-none">
          {children}
        </div>
        {words === null ? null : (
          <TextField
            label={`Type “${words}” to go on`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
          />
        )}
      </form>
    </Dialog>
  )
}
