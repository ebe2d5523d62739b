import { useState, type ReactElement } from 'react'
import type { OnlyHere } from '#client/session/device-storage.ts'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { onlyHereWords } from './only-here-words.ts'
import { SettingsRow } from './settings-row.tsx'
import { WordsDialog } from './words-dialog.tsx'

/** The way to remove everything that the app has stored in this browser. */
export function ClearDevice(): ReactElement {
  const { storage } = useServices()
  const [lost, setLost] = useState<OnlyHere | null>(null)
  return (
    <>
      <SettingsRow
        title="Clear this device"
        hint="Removes every film, all media and all settings from this browser. What is on a server stays there."
      >
        <Button look="danger" onClick={() => void storage.onlyHereAtAll().then(setLost)}>
          Clear this device
        </Button>
      </SettingsRow>
      {lost ? (
        <WordsDialog
          title="Clear this device?"
          label="Clear this device"
          words="clear this device"
          onClose={() => setLost(null)}
          onConfirm={() => storage.clear()}
        >
          <p>
            {lost.films + lost.changes + lost.versions + lost.files > 0
              ? `${onlyHereWords(lost)} They would be gone for good.`
              : 'The server has all of it; films are fetched again from there.'}{' '}
            Other tabs of StoryCanvas start anew, too.
          </p>
        </WordsDialog>
      ) : null}
    </>
  )
}
