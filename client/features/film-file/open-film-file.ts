import { FolderOpen } from 'lucide-react'
import type { BringWay, FilmHere } from '#client/session/film-file/bring-film-file.ts'
import { filmPath } from '#client/session/routes.ts'
import type { ClientServices } from '#client/session/services-context.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { count } from '#client/ui/words.ts'
import { listWords, progressWords } from './film-file-words.ts'
import { workToast } from './work-toast.ts'

/** What is asked where the film of a file is here already. */
export interface FilmHereQuestion {
  readonly here: FilmHere
  readonly filmName: string
  readonly fileName: string
  /** When the file was saved, in milliseconds since 1970. */
  readonly madeAt: number
}

/** What opening a file needs of the page. */
export interface OpenFilmFilePage {
  /** Asks the person; null where they called it off. */
  readonly ask: (question: FilmHereQuestion) => Promise<BringWay | null>
  /** The address that is open now. */
  readonly path: () => string
  readonly navigate: (to: string) => void
}

/**
 * Opens a film file: looks through it, asks where its film is here already, brings it in behind a toast and goes to it
 * where nobody has gone elsewhere meanwhile. Whatever goes wrong is said, and nothing of the file is kept then.
 */
export async function openFilmFile(
  { filmFiles, clock }: Pick<ClientServices, 'filmFiles' | 'clock'>,
  file: File,
  { ask, path, navigate }: OpenFilmFilePage,
): Promise<void> {
  const from = path()
  const stop = new AbortController()
  const { signal } = stop
  let toast = workToast(`Reading ${file.name}`, { onCancel: () => stop.abort(), now: clock.now })
  try {
    const opened = await filmFiles.open(file, signal)
    const filmName = opened.film.facts.name || 'Untitled film'
    const here = await filmFiles.findHere(opened)
    signal.throwIfAborted()
    let way: BringWay = 'same'
    if (here) {
      toast.dismiss()
      const madeAt = Date.parse(opened.manifest.madeAt)
      const answer = await ask({ here, filmName, fileName: file.name, madeAt })
      if (answer === null) return
      way = answer
      toast = workToast(`Reading ${file.name}`, { onCancel: () => stop.abort(), now: clock.now })
    }
    const bytes = opened.manifest.media.reduce((sum, medium) => sum + medium.bytes, 0)
    const id = await filmFiles.bring(file, opened, way, {
      signal,
      onProgress: (progress) => toast.progress(progress.fraction, progressWords(progress, bytes)),
    })
    toast.dismiss()
    const missing = opened.manifest.missing.filter((one) => one.kind === 'medium').map((one) => one.label)
    if (path() === from) navigate(filmPath(id))
    else {
      const action = { label: 'Open', run: () => navigate(filmPath(id)) }
      toasts.show({ title: `${filmName} is here`, icon: FolderOpen, action })
    }
    if (missing.length > 0) {
      const title = `${count(missing.length, 'file')} of ${filmName} ${missing.length === 1 ? 'was' : 'were'} not in it`
      toasts.show({ title, detail: `${listWords(missing)}. A server that has them still brings them.`, stays: true })
    }
  } catch (error) {
    toast.dismiss()
    if (signal.aborted) {
      toasts.show({ title: `${file.name} was not opened`, detail: 'Nothing of it was kept.' })
      return
    }
    const detail = error instanceof Error ? error.message : String(error)
    toasts.show({ tone: 'alert', title: `${file.name} could not be opened`, detail, stays: true })
  }
}
