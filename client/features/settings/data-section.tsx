import { useState, type ReactElement } from 'react'
import { useActionHost } from '#client/session/action-host.tsx'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { ago } from '#client/ui/words.ts'
import { SettingsRow } from './settings-row.tsx'

/** The sample, and the films in the trash. */
export function DataSection(): ReactElement {
  const host = useActionHost()
  const { projects, clock } = useServices()
  const films = useReadable(projects.entries)
  const [busy, setBusy] = useState<string | null>(null)
  const trash = films.filter((film) => film.deletedAt !== null && film.onDevice)
  const restore = async (id: string, name: string): Promise<void> => {
    setBusy(id)
    try {
      await projects.restore(id)
      toasts.show({ title: `${name} is back among your films` })
    } catch (error) {
      toasts.show({
        tone: 'alert',
        title: `${name} could not be restored`,
        detail: error instanceof Error ? error.message : String(error),
      })
    } finally {
      setBusy(null)
    }
  }
  return (
    <>
      <SettingsRow title="Sample film" hint="Brings it back as it came. A changed one goes to the trash below.">
        <Button onClick={() => host.run('project.reset-sample')}>Reset the sample</Button>
      </SettingsRow>
      <SettingsRow
        title="Films as files"
        hint="A whole film in one file, for safe keeping or another computer. Save one from the menu of a film."
      >
        <Button onClick={() => host.run('film.open-file')}>Open a file</Button>
      </SettingsRow>
      <h3 className="mt-6 mb-1 text-title font-semibold">Deleted films</h3>
      {trash.length === 0 ? <p className="text-fg-2">The trash is empty.</p> : null}
      {trash.map((film) => (
        <SettingsRow
          key={film.id}
          title={film.name || 'Untitled film'}
          hint={`Deleted ${ago(film.deletedAt ?? film.changedAt, clock.now())}`}
        >
          <Button
            disabled={busy === film.id}
            aria-label={`Restore ${film.name}`}
            onClick={() => void restore(film.id, film.name || 'The film')}
          >
            Restore
          </Button>
        </SettingsRow>
      ))}
    </>
  )
}
