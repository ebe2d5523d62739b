import { CloudOff } from 'lucide-react'
import { useEffect, useState, type ReactElement } from 'react'
import { Link } from 'wouter'
import type { ProjectSession } from '#client/session/project-session.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { buttonClass } from '#client/ui/button.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { NotFound } from './not-found.tsx'

/** Under this time nothing is said: what comes at once needs no words. */
const QUIET_MS = 400

/** In place of a film's page while its document is not here: on its way, out of reach, or nowhere. */
export function FilmArriving({ session }: { session: ProjectSession }): ReactElement | null {
  const { server } = useServices()
  const { answering } = useReadable(server)
  const { phase } = useReadable(session.projectSync.relay.state)
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
  if (answering) {
    return (
      <p role="status" className="p-10 text-center text-fg-2">
        Getting the film from the server
      </p>
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
