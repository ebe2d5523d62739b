import { Suspense, useEffect, useRef, useState, type ReactElement } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { BringWay } from '#client/session/film-file/bring-film-file.ts'
import { filmFileInbox } from '#client/session/film-file/film-file-inbox.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { ErrorBoundary } from '#client/ui/error-panel.tsx'
import { lazyPart } from '#client/ui/lazy-part.ts'
import { useDialogParam } from '#client/ui/use-dialog-param.ts'
import { openFilmFile, type FilmHereQuestion } from './open-film-file.ts'

const SaveFilmDialog = lazyPart(() => import('./save-film-dialog.tsx').then((module) => module.SaveFilmDialog))
const FilmHereDialog = lazyPart(() => import('./film-here-dialog.tsx').then((module) => module.FilmHereDialog))

/** The dialog that saves a film as a file (`?dialog=save-file`), and whatever opening one asks. Mounted once. */
export function FilmFileHost({ projectId }: { projectId: string | null }): ReactElement | null {
  const [saving, setSaving] = useDialogParam('save-file')
  const filmId = new URLSearchParams(useSearch()).get('film') ?? projectId
  const { question, answer } = useOpenedFiles()
  if (!question && !(saving && filmId)) return null
  return (
    <ErrorBoundary name="This dialog">
      <Suspense fallback={null}>
        {saving && filmId ? <SaveFilmDialog projectId={filmId} onClose={() => setSaving(false)} /> : null}
        {question ? <FilmHereDialog question={question} onAnswer={answer} /> : null}
      </Suspense>
    </ErrorBoundary>
  )
}

interface OpenQuestion {
  readonly question: FilmHereQuestion
  readonly resolve: (way: BringWay | null) => void
}

/** Opens what comes into the inbox, one file after the other. */
function useOpenedFiles(): { question: FilmHereQuestion | null; answer: (way: BringWay | null) => void } {
  const services = useServices()
  const arrived = useReadable(filmFileInbox)
  const [, navigate] = useLocation()
  const [open, setOpen] = useState<OpenQuestion | null>(null)
  const line = useRef<Promise<void>>(Promise.resolve())
  useEffect(() => {
    const file = filmFileInbox.get()
    if (!file) return
    filmFileInbox.set(null)
    const ask = (question: FilmHereQuestion): Promise<BringWay | null> =>
      new Promise((resolve) => setOpen({ question, resolve }))
    line.current = line.current.then(() =>
      openFilmFile(services, file, { ask, path: () => location.pathname, navigate }),
    )
  }, [arrived, services, navigate])
  return {
    question: open?.question ?? null,
    answer: (way) => {
      setOpen(null)
      open?.resolve(way)
    },
  }
}
