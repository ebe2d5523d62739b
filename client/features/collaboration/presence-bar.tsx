import { useMemo, type ReactElement } from 'react'
import type { Peer } from '#client/session/presence-store.ts'
import { usePresence } from '#client/session/use-session.tsx'
import { Avatar } from '#client/ui/avatar.tsx'
import { Popover } from '#client/ui/popover.tsx'
import { count } from '#client/ui/words.ts'

/** How many faces are shown before "+2". */
const MOST_FACES = 4

/** One person, whichever tabs they have open. */
export function peopleOf(peers: readonly Peer[], ownDeviceId: string): readonly Peer[] {
  const byDevice = new Map<string, Peer>()
  for (const peer of peers) if (peer.deviceId !== ownDeviceId) byDevice.set(peer.deviceId, peer)
  return [...byDevice.values()].sort((a, b) => a.name.localeCompare(b.name))
}

const PLACES: ReadonlyMap<string, string> = new Map([
  ['board', 'on the board'],
  ['edit', 'in the cut'],
  ['versions', 'at the versions'],
])

function placeOf(page: string): string {
  return PLACES.get(page) ?? 'here'
}

/** Who else is in the film; on press, where they are. Nothing while nobody is. */
export function PresenceBar({ ownDeviceId }: { ownDeviceId: string }): ReactElement | null {
  const peers = usePresence()
  const people = useMemo(() => peopleOf(peers, ownDeviceId), [peers, ownDeviceId])
  if (people.length === 0) return null
  const faces = people.length > MOST_FACES ? people.slice(0, MOST_FACES - 1) : people
  const more = people.length - faces.length
  return (
    <Popover
      label="People here"
      align="end"
      className="w-56"
      trigger={
        <button
          type="button"
          aria-label={`${count(people.length, 'person', 'people')} here: ${people.map((one) => one.name).join(', ')}`}
          className="touch-target flex h-8 items-center rounded-full px-1"
        >
          {faces.map((person) => (
            <Avatar
              key={person.deviceId}
              name={person.name}
              hue={person.hue}
              className="-ml-1.5 shadow-[0_0_0_2px_var(--app)] first:ml-0"
            />
          ))}
          {more > 0 ? <span className="ml-1 text-meta text-fg-2">+{more}</span> : null}
        </button>
      }
    >
      <ul className="flex flex-col gap-2">
        {people.map((person) => (
          <li key={person.deviceId} className="flex items-center gap-2.5">
            <Avatar name={person.name} hue={person.hue} />
            <span className="min-w-0 grow truncate">{person.name}</span>
            <span className="text-meta text-fg-3">{placeOf(person.page)}</span>
          </li>
        ))}
      </ul>
    </Popover>
  )
}
