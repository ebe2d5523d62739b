import { Download } from 'lucide-react'
import { pickSaveTarget } from '#client/session/film-file/save-target.ts'
import type { FilmSurvey } from '#client/session/film-file/save-film-file.ts'
import type { ClientServices } from '#client/session/services-context.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { fileSize } from '#client/ui/words.ts'
import { FILM_FILE_EXTENSION, FILM_FILE_MIME, type MediaScope } from '#shared/interchange/film-file/manifest.ts'
import { missingWords, progressWords } from './film-file-words.ts'
import { workToast } from './work-toast.ts'

const FILE_TYPE = { description: 'StoryCanvas film', mime: FILM_FILE_MIME, extension: FILM_FILE_EXTENSION }

/**
 * Asks where the file goes, then writes it behind a toast while work goes on. Answers false where the person called the
 * choice of a place off. Call it straight from a press.
 */
export async function saveFilm(
  { filmFiles, clock }: Pick<ClientServices, 'filmFiles' | 'clock'>,
  projectId: string,
  { filmName, fileName, scopes }: FilmSurvey,
  scope: MediaScope,
): Promise<boolean> {
  const failed = (error: unknown): void => {
    const detail = error instanceof Error ? error.message : String(error)
    toasts.show({ tone: 'alert', title: `${filmName} could not be saved as a file`, detail, stays: true })
  }
  const { bytes } = scopes[scope]
  let target
  try {
    target = await pickSaveTarget(fileName, FILE_TYPE, bytes)
  } catch (error) {
    failed(error)
    return true
  }
  if (!target) return false
  const stop = new AbortController()
  const toast = workToast(`Saving ${fileName}`, { onCancel: () => stop.abort(), now: clock.now })
  const save = filmFiles.save(projectId, scope, target, {
    signal: stop.signal,
    onProgress: (progress) => toast.progress(progress.fraction, progressWords(progress, bytes)),
  })
  void save.then(
    (saved) => {
      const missing = missingWords(saved.missing)
      const detail = missing ? `${fileSize(saved.bytes)}. ${missing}` : fileSize(saved.bytes)
      toast.end({
        title: `Saved ${target.handle?.name ?? saved.fileName}`,
        detail,
        icon: Download,
        stays: missing !== null,
      })
    },
    (error: unknown) => {
      toast.dismiss()
      if (stop.signal.aborted) toasts.show({ title: `${fileName} was not saved`, detail: 'No part of it was kept.' })
      else failed(error)
    },
  )
  return true
}
