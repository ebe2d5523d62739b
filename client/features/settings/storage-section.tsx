import { useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { ClearDevice } from './clear-device.tsx'
import { SettingsRow } from './settings-row.tsx'
import { StorageFilms } from './storage-films.tsx'
import { StorageSpare } from './storage-spare.tsx'
import { StorageUsage } from './storage-usage.tsx'
import { useStorageFacts } from './use-storage.ts'

/** What this site stores on this device: how much, what can go, and whether the browser promises to keep it. */
export function StorageSection(): ReactElement {
  const { room, survey, problem, look } = useStorageFacts()
  return (
    <>
      <StorageUsage room={room} survey={survey} />
      {problem === null ? null : (
        <p role="alert" className="mt-3 text-meta text-bad">
          What is stored could not be counted: {problem}. Nothing was changed.
        </p>
      )}
      {survey ? <StorageSpare survey={survey} onFreed={look} /> : null}
      {survey ? <StorageFilms survey={survey} onRemoved={look} /> : null}
      {survey || problem !== null ? (
        // Not before what stands above it: it would be pushed down.
        <>
          <h3 className="mt-6 mb-1 text-title font-semibold">Keeping it</h3>
          <KeepRow persisted={room?.persisted ?? null} onAsked={look} />
          <OfflineRow />
          <ClearDevice />
        </>
      ) : null}
    </>
  )
}

/** Whether the browser promises not to clear this site when a device runs out of room. */
function KeepRow({ persisted, onAsked }: { persisted: boolean | null; onAsked: () => void }): ReactElement {
  const { storage } = useServices()
  const [refused, setRefused] = useState(false)
  const { persist } = storage
  const hint = persisted
    ? 'It asks before it removes anything of this site.'
    : refused
      ? 'The browser said no. Installing the app, or using it more, usually changes its mind.'
      : 'When a device runs out of room, browsers clear sites that were not marked to be kept.'
  return (
    <SettingsRow title={persisted ? 'The browser keeps it' : 'The browser may clear it'} hint={hint}>
      {persisted === false && persist ? (
        <Button
          onClick={() =>
            void persist().then((granted) => {
              setRefused(!granted)
              onAsked()
            })
          }
        >
          Ask to keep it
        </Button>
      ) : null}
    </SettingsRow>
  )
}

/** Whether the app itself is on this device. */
function OfflineRow(): ReactElement {
  const { appUpdate } = useServices()
  const { offlineReady, problem } = useReadable(appUpdate)
  return (
    <SettingsRow
      title={offlineReady ? 'Starts without a network' : 'Needs the network to start'}
      hint={
        offlineReady
          ? 'The whole app is on this device.'
          : (problem ?? 'The app is put on this device in the background on the first visit.')
      }
    />
  )
}
