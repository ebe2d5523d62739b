import { useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import type { ListedVersion } from '#client/session/versions/merge-versions.ts'
import { announce } from '#client/ui/announcer.tsx'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { longMoment, placeWords, versionTitle } from './version-words.ts'

/** Asks before a version is deleted: undo does not reach it. */
export function DeleteVersionDialog({
  version,
  onClose,
}: {
  version: ListedVersion
  onClose: () => void
}): ReactElement {
  const { versions } = useServices()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const confirm = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await versions.remove(version)
      announce('Version deleted')
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
      title="Delete this version?"
      focusFirst="[data-first]"
      footer={
        <>
          <p role="alert" className="mr-auto min-w-0 text-meta text-bad">
            {problem}
          </p>
          <Button look="quiet" size="dialog" onClick={onClose}>
            Cancel
          </Button>
          <Button look="danger" size="dialog" disabled={busy} onClick={() => void confirm()}>
            Delete version
          </Button>
        </>
      }
    >
      <div tabIndex={-1} data-first="" className="outline-none">
        <p>
          {versionTitle(version)}, {longMoment(version.at)}, {placeWords(version)}.
        </p>
        <p className="mt-2 text-fg-2">The film itself is not touched. The version cannot be brought back.</p>
      </div>
    </Dialog>
  )
}
