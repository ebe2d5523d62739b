import type { ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { Switch } from '#client/ui/switch.tsx'
import { FINAL_STATES } from '#shared/protocol/jobs.ts'
import { useJobs } from '#client/session/use-session.tsx'
import { SettingsRow } from './settings-row.tsx'

/** Where work goes besides this device, as facts. */
export function SyncSection(): ReactElement {
  const { server, projects, syncSwitch } = useServices()
  const on = useReadable(syncSwitch)
  const { known, answering } = useReadable(server)
  const films = useReadable(projects.entries).filter((film) => film.deletedAt === null)
  const here = films.filter((film) => film.onDevice && !film.onServer).length
  const waiting = useJobs((jobs) => jobs.filter((job) => !FINAL_STATES.has(job.status) && job.position === null).length)
  return (
    <>
      <div className="border-b border-line pb-3">
        <Switch
          label="Sync with the server of this page"
          hint={
            on
              ? 'Changes go to the server, and those of others come from it.'
              : 'Nothing is sent or fetched. What you change is kept on this device and goes when you switch it on again.'
          }
          checked={on}
          onChange={syncSwitch.set}
        />
      </div>
      {on ? <ServerRow answering={answering} known={known} onRetry={() => server.retry()} /> : null}
      <SettingsRow
        title="Films on the server"
        hint={here > 0 ? `${here} ${here === 1 ? 'is' : 'are'} on this device only so far` : undefined}
      >
        <span>
          {films.filter((film) => film.onServer).length} of {films.length}
        </span>
      </SettingsRow>
      {on && waiting > 0 && !answering ? (
        <SettingsRow title="Takes that wait for the server">
          <span>{waiting}</span>
        </SettingsRow>
      ) : null}
    </>
  )
}

function ServerRow({
  answering,
  known,
  onRetry,
}: {
  answering: boolean
  known: boolean
  onRetry: () => void
}): ReactElement {
  return (
    <SettingsRow
      title={
        answering ? 'The sync server is answering' : known ? 'The sync server isn’t answering' : 'No sync server yet'
      }
      hint={
        answering ? (
          <>
            <span className="font-mono select-text">{location.origin}</span>, the server that this page came from
          </>
        ) : known ? (
          'Work goes on here. Changes wait on this device and go when it is back.'
        ) : (
          'Everything is saved on this device. Start the StoryCanvas server to work together and to generate.'
        )
      }
    >
      {answering ? null : <Button onClick={onRetry}>Try now</Button>}
    </SettingsRow>
  )
}
