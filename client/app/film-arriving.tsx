import { CloudOff, Lock } from 'lucide-react'
import { useEffect, useState, type ReactElement } from 'react'
import { Link } from 'wouter'
import type { ProjectSession } from '#client/session/project-session.ts'
import { signInPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { buttonClass } from '#client/ui/button.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import { NotFound } from './not-found.tsx'

/** Under this time nothing is said: what comes at once needs no words. */
const QUIET_MS = 400

/** In place of a film's page while its document is not here: on its way, out of reach, or nowhere. */
export function FilmArriving({ session }: { session: ProjectSession }): ReactElement | null {
  const { server, syncSwitch } = useServices()
  const syncOn = useReadable(syncSwitch)
  const { answering } = useReadable(server)
  const { phase, refusal } = useReadable(session.projectSync.relay.state)
  const [quiet, setQuiet] = useState(true)
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(false), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  if (quiet) return null
  if (phase === 'synced') {
    return (
      <NotFound title="There is no film at this address">
        Neither this device nor the server has it. It may have been removed for good, or the link is cut off.
      </NotFound>
    )
  }
  if (refusal?.code === CloseCode.signIn) {
    return (
      <EmptyState
        icon={Lock}
        title="Sign in to open this film"
        action={
          <Link href={signInPath(location.pathname)} className={buttonClass({ look: 'main', size: 'dialog' })}>
            Sign in
          </Link>
        }
      >
        It is not on this device, and the server asks who you are before it shows it.
      </EmptyState>
    )
  }
  if (refusal?.code === CloseCode.notAllowed) {
    return (
      <EmptyState
        icon={Lock}
        title="You have no access to this film"
        action={
          <Link href="/" className={buttonClass({ look: 'plain', size: 'dialog' })}>
            Go to your films
          </Link>
        }
      >
        Nobody has given you a role in it, or it was taken away. An owner of the film can let you in.
      </EmptyState>
    )
  }
  if (answering) {
    return (
      <p role="status" className="p-10 text-center text-fg-2">
        Getting the film from the server
      </p>
    )
  }
  if (!syncOn) {
    return (
      <EmptyState
        icon={CloudOff}
        title="This film is not on this device"
        action={
          <Link href="/settings/sync" className={buttonClass({ look: 'main', size: 'dialog' })}>
            Set up sync
          </Link>
        }
      >
        Syncing is switched off here, so it cannot be fetched from the server.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={CloudOff}
      title="This film is not on this device yet"
      action={
        <Link href="/" className={buttonClass({ look: 'plain', size: 'dialog' })}>
          Go to your films
        </Link>
      }
    >
      It opens by itself as soon as the server can be reached.
    </EmptyState>
  )
}
