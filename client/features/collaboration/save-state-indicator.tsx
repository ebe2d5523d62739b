import { useEffect, useMemo, useSyncExternalStore, type ReactElement } from 'react'
import { useLocation } from 'wouter'
import { saveState, type SaveFacts } from '#client/session/save-state.ts'
import { signInPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { useJobs, useSaveAction, useSaveState, useSession } from '#client/session/use-session.tsx'
import { useDialogParam } from '#client/ui/use-dialog-param.ts'
import { FINAL_STATES } from '#shared/protocol/jobs.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import { SaveStateView } from './save-state-view.tsx'
import { TextConflictDialog } from './text-conflict-dialog.tsx'

/** The save state of the open film. */
export function SaveStateIndicator({ compact = false }: { compact?: boolean }): ReactElement {
  const state = useSaveState()
  const act = useSaveAction()
  return (
    <>
      <SaveStateView state={state} onAction={act} compact={compact} />
      <SaveAnswers />
    </>
  )
}

function subscribeOnline(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

/** The save state where no film is open: of all films on this device together. */
export function DeviceSaveState({ compact = false }: { compact?: boolean }): ReactElement {
  const { server, projects, media, clock, access, syncSwitch } = useServices()
  const syncOff = !useReadable(syncSwitch)
  const { who } = useReadable(access)
  const needsSignIn = who !== null && access.needsSignIn
  const [, navigate] = useLocation()
  const { known, answering } = useReadable(server)
  const films = useReadable(projects.entries)
  const fetching = useReadable(media.fetching)
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine)
  const unsent = useJobs(
    (jobs) => jobs.filter((job) => !FINAL_STATES.has(job.status) && job.position === null && job.attempts === 0).length,
  )
  const unsaved = films.filter((film) => film.onDevice && !film.onServer && film.deletedAt === null).length
  const waiting = unsaved + (answering ? 0 : unsent)
  const state = useMemo(() => {
    const facts: SaveFacts = {
      now: clock.now(),
      syncOff,
      serverKnown: known,
      online,
      relay: syncOff
        ? 'idle'
        : needsSignIn
          ? 'refused'
          : answering
            ? waiting === 0
              ? 'synced'
              : 'connected'
            : 'connecting',
      refusal: needsSignIn && !syncOff ? { code: CloseCode.signIn, reason: '' } : null,
      droppedAt: null,
      failing: !answering,
      syncedAt: null,
      waiting,
      waitingSince: null,
      fetching,
      conflicts: [],
      alsoHere: [],
      unwritten: { count: 0, since: null },
      storage: null,
      newerDocument: false,
      readOnly: null,
    }
    return saveState(facts)
  }, [clock, syncOff, known, online, needsSignIn, answering, waiting, fetching])
  return (
    <SaveStateView
      state={state}
      compact={compact}
      onAction={(action) => {
        if (action === 'sign-in') navigate(signInPath(location.pathname + location.search))
        if (action === 'set-up-sync') navigate('/settings/sync')
        if (action === 'try-now') server.retry()
        if (action === 'pause-media') media.pause()
        if (action === 'resume-media') void media.resume()
      }}
    />
  )
}

/** Answers what the indicator's buttons ask for: the two versions, or the dialog that saves the film as a file. */
function SaveAnswers(): ReactElement {
  const session = useSession()
  const { appUpdate } = useServices()
  const asked = useReadable(session.asked)
  const [open, setOpen] = useDialogParam('versions')
  const [, setSaveOpen] = useDialogParam('save-file')
  const [, navigate] = useLocation()
  useEffect(() => {
    if (asked === null) return
    session.asked.set(null)
    if (asked === 'show-versions') setOpen(true)
    if (asked === 'sign-in') navigate(signInPath(location.pathname + location.search))
    if (asked === 'set-up-sync') navigate('/settings/sync')
    if (asked === 'free-space') navigate('/settings/storage')
    if (asked === 'reload') void appUpdate.reload()
    if (asked === 'save-copy') setSaveOpen(true)
  }, [asked, session, setOpen, setSaveOpen, navigate, appUpdate])
  return <TextConflictDialog open={open} onOpenChange={setOpen} />
}
