import { useMemo, useState, type DragEvent, type ReactElement } from 'react'
import { useLocation, useSearch } from 'wouter'
import { filmFileInbox, isFilmFile } from '#client/session/film-file/film-file-inbox.ts'
import { filmPath } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { useServers } from '#client/session/use-servers.ts'
import { toasts } from '#client/ui/toast-store.ts'
import { filmNameOf, makeFilmFromSong } from './film-edits.ts'
import { FilmsHome } from './films-home.tsx'
import { FirstRun } from './first-run.tsx'
import { NewFilmDialog } from './new-film-dialog.tsx'
import type { Start } from './project-actions.ts'
import { useSampleImport } from './use-sample.ts'

const STARTS: readonly Start[] = ['from-song', 'from-text', 'from-empty']

/**
 * Home: the films, or the first-run page while nothing was made or opened. A song dropped anywhere makes a film, a film
 * file is opened.
 */
export function Home(): ReactElement {
  const { projects } = useServices()
  const films = useReadable(projects.entries)
  const problem = useSampleImport(films)
  const servers = useServers({ details: true })
  const drop = useFileDrop()
  const live = useMemo(() => films.filter((film) => film.deletedAt === null), [films])
  const begun = live.some((film) => !film.sample || film.lastOpenedAt !== null)
  const sample = live.find((film) => film.sample && film.archivedAt === null) ?? null
  const { start, setStart } = useStart()
  return (
    <div className="relative h-full" {...drop.handlers}>
      {begun ? (
        <FilmsHome films={live} servers={servers} />
      ) : (
        <FirstRun sample={sample} problem={problem} servers={servers} />
      )}
      {drop.over ? (
        <div className="ring-chosen pointer-events-none absolute inset-2 z-60 flex items-center justify-center rounded-card bg-veil text-section font-semibold">
          Drop a song to make a film over it, or a .storycanvas file to open it
        </div>
      ) : null}
      <NewFilmDialog start={start} onStartChange={setStart} onClose={() => setStart(null)} />
    </div>
  )
}

/** Which start the address opens: `/?dialog=from-song`. Changing from one to another is no step of the history. */
function useStart(): { start: Start | null; setStart: (start: Start | null) => void } {
  const params = new URLSearchParams(useSearch())
  const [, navigate] = useLocation()
  return {
    start: STARTS.find((start) => start === params.get('dialog')) ?? null,
    setStart: (start) => navigate(start ? `/?dialog=${start}` : '/', { replace: true }),
  }
}

/** Takes songs and film files that are dropped anywhere on the page. */
function useFileDrop(): { over: boolean; handlers: object } {
  const { projects, media, clock } = useServices()
  const [, navigate] = useLocation()
  const [over, setOver] = useState(false)
  const make = async (file: File): Promise<void> => {
    const id = toasts.show({ title: `Reading ${file.name}`, stays: true })
    try {
      const film = { name: filmNameOf(file.name), frameRate: { num: 24, den: 1 }, width: 1280, height: 720 }
      const projectId = await makeFilmFromSong({ projects, media, newId: clock.newId }, film, file)
      toasts.dismiss(id)
      navigate(filmPath(projectId))
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      toasts.show({ id, tone: 'alert', title: `${file.name} could not be used`, detail, stays: false })
    }
  }
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        setOver(true)
      },
      onDragLeave: (event: DragEvent) => {
        if (event.currentTarget === event.target) setOver(false)
      },
      onDrop: (event: DragEvent) => {
        if (!carriesFiles(event)) return
        event.preventDefault()
        setOver(false)
        const file = event.dataTransfer.files[0]
        if (file && isFilmFile(file)) filmFileInbox.set(file)
        else if (file) void make(file)
      },
    },
  }
}
