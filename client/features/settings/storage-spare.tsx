import { useState, type ReactElement } from 'react'
import type { FileGroup, StorageSurvey } from '#client/session/storage-survey.ts'
import { useServices } from '#client/session/services-context.tsx'
import { Button } from '#client/ui/button.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { count, fileSize } from '#client/ui/words.ts'
import { SettingsRow } from './settings-row.tsx'

/** What can leave this device without anything being lost. */
export function StorageSpare({ survey, onFreed }: { survey: StorageSurvey; onFreed: () => void }): ReactElement {
  const { storage } = useServices()
  const [busy, setBusy] = useState(false)
  const { unused, passing, sentVersions, unsure } = survey
  const free = async (bytes: number, work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    try {
      await work()
      toasts.show({ title: `Freed ${fileSize(bytes)}`, detail: 'The server has it and gives it back' })
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      toasts.show({ tone: 'alert', title: 'This could not be removed', detail })
    } finally {
      setBusy(false)
      onFreed()
    }
  }
  const row = (title: string, words: string, group: FileGroup): ReactElement | null =>
    group.hashes.length === 0 ? null : (
      <SettingsRow title={title} hint={`${count(group.hashes.length, 'file')}. ${words}`}>
        <Button disabled={busy} onClick={() => void free(group.bytes, () => storage.free(group))}>
          Free {fileSize(group.bytes)}
        </Button>
      </SettingsRow>
    )
  return (
    <section aria-labelledby="storage-spare">
      <h3 id="storage-spare" className="mt-6 mb-1 text-title font-semibold">
        What can be freed
      </h3>
      {row(
        'Takes that no clip uses',
        'Not picked and not starred. The server has them; they come back when you look at them.',
        unused,
      )}
      {row('Media of no film on this device', 'Seen in passing; the server keeps what was seen.', passing)}
      {sentVersions.count > 0 ? (
        <SettingsRow
          title="Earlier versions that the server keeps"
          hint={`${count(sentVersions.count, 'version')}. They stay in the list of versions and are fetched when you look at one.`}
        >
          <Button
            disabled={busy}
            onClick={() => void free(sentVersions.bytes, () => storage.freeVersions(sentVersions))}
          >
            Free {fileSize(sentVersions.bytes)}
          </Button>
        </SettingsRow>
      ) : null}
      {unused.hashes.length + passing.hashes.length + sentVersions.count === 0 ? (
        <p className="text-fg-2">
          {unsure.hashes.length > 0
            ? 'Nothing for certain while the server doesn’t answer.'
            : 'Nothing: all media here are picked, starred or the only copy.'}
        </p>
      ) : null}
      {unsure.hashes.length > 0 ? (
        <p className="mt-2 text-meta text-fg-3">
          {count(unsure.hashes.length, 'more file')}, {fileSize(unsure.bytes)}, could go once the server answers and
          says that it has them.
        </p>
      ) : null}
    </section>
  )
}
