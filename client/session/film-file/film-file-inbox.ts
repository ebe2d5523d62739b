import { writable } from '../store.ts'

/**
 * A film file that somebody chose, dropped, or opened from their system, until the dialog for such files takes it up;
 * null while there is none.
 */
export const filmFileInbox = writable<File | null>(null)

/** What file choosers are told of film files. Systems that know no type for the ending go by the ending. */
export const FILM_FILE_ACCEPT = '.storycanvas,application/vnd.storycanvas+zip'

/** Whether a file is called as film files are. */
export function isFilmFile(file: { readonly name: string }): boolean {
  return file.name.toLowerCase().endsWith('.storycanvas')
}

/** The queue of files that an installed app is opened with (File Handling, Web App Launch). */
type LaunchedWindow = Window & {
  launchQueue?: {
    setConsumer(consumer: (launch: { files?: readonly FileSystemFileHandle[] }) => void): void
  }
}

/** Puts film files that the installed app is opened with into the inbox. */
export function watchLaunchedFiles(): void {
  ;(window as LaunchedWindow).launchQueue?.setConsumer(({ files }) => {
    const [handle] = files ?? []
    void handle?.getFile().then(filmFileInbox.set)
  })
}
