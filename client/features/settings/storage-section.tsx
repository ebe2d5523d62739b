import { useEffect, useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { Button } from '#client/ui/button.tsx'
import { fileSize } from '#client/ui/words.ts'
import { SettingsRow } from './settings-row.tsx'

type Facts = { used: number; quota: number; persisted: boolean }

/** Share of the room that is in use from which a note appears. */
const NOTE_FROM = 0.8

async function storageFacts(): Promise<Facts | null> {
  if (!navigator.storage?.estimate) return null
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted?.() ?? Promise.resolve(false),
  ])
  return { used: usage, quota, persisted }
}

/** How much room this site uses on this device, and whether the browser promises to keep it. */
export function StorageSection(): ReactElement {
  const { appUpdate, media } = useServices()
  const { offlineReady, problem } = useReadable(appUpdate)
  const arrivals = useReadable(media.arrivals)
  const [facts, setFacts] = useState<Facts | null>(null)
  const [refused, setRefused] = useState(false)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let left = false
    void storageFacts().then((next) => {
      if (!left) setFacts(next)
    })
    return () => {
      left = true
    }
  }, [arrivals, asked])
  const share = facts && facts.quota > 0 ? facts.used / facts.quota : 0
  return (
    <>
      <SettingsRow
        title="In use"
        hint={
          share >= NOTE_FROM
            ? 'Room is getting short. Media that was only seen here leaves first; films, and what you added yourself, stay.'
            : 'Films, pictures and the app itself'
        }
      >
        {facts ? (
          <div className="w-48">
            <p className="text-right">
              {fileSize(facts.used)} <span className="text-fg-3">of {fileSize(facts.quota)}</span>
            </p>
            <div
              role="meter"
              aria-label="Storage in use"
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(share * 100)}
              className="mt-1.5 h-1 overflow-hidden rounded-full bg-active forced-colors:border"
            >
              <div
                className={share >= NOTE_FROM ? 'h-full bg-note' : 'h-full bg-fg-2'}
                style={{ width: `${Math.max(1, share * 100)}%` }}
              />
            </div>
          </div>
        ) : (
          <span className="text-fg-3">This browser does not tell</span>
        )}
      </SettingsRow>
      <SettingsRow
        title={facts?.persisted ? 'The browser keeps it' : 'The browser may clear it'}
        hint={
          facts?.persisted
            ? 'It asks before it removes anything of this site.'
            : refused
              ? 'The browser said no. Installing the app, or using it more, usually changes its mind.'
              : 'When a device runs out of room, browsers clear sites that were not marked to be kept.'
        }
      >
        {facts && !facts.persisted && navigator.storage?.persist ? (
          <Button
            onClick={() =>
              void navigator.storage.persist().then((granted) => {
                setRefused(!granted)
                setAsked((before) => before + 1)
              })
            }
          >
            Ask to keep it
          </Button>
        ) : null}
      </SettingsRow>
      <SettingsRow
        title={offlineReady ? 'Starts without a network' : 'Needs the network to start'}
        hint={
          offlineReady
            ? 'The whole app is on this device.'
            : (problem ?? 'The app is put on this device in the background on the first visit.')
        }
      />
    </>
  )
}
