import type { ProjectSnapshot } from '#shared/document/record-cache.ts'

/** A film's name as a file name that every system takes. */
export function fileNameOf(filmName: string): string {
  const plain = filmName
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
  return `${plain || 'film'}.json`
}

/** Hands the film's records to the person as a JSON file. Returns the name of the file. */
export function saveFilmCopy(snapshot: ProjectSnapshot): string {
  const copy = {
    project: snapshot.project,
    scenes: [...snapshot.scenes.values()],
    clips: [...snapshot.clips.values()],
    takes: [...snapshot.takes.values()],
  }
  const url = URL.createObjectURL(new Blob([JSON.stringify(copy, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileNameOf(snapshot.project.name)
  link.click()
  // The download has read the address by the time the next task runs.
  setTimeout(() => URL.revokeObjectURL(url))
  return link.download
}
