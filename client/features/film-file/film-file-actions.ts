import { FileDown, FolderOpen } from 'lucide-react'
import type { Action } from '#client/session/action.ts'
import { FILM_FILE_ACCEPT, filmFileInbox } from '#client/session/film-file/film-file-inbox.ts'

/** Films as files. */
export const filmFileActions: readonly Action[] = [
  {
    id: 'film.save-as-file',
    label: 'Save as a .storycanvas file',
    group: 'Edit',
    icon: FileDown,
    when: ({ project }) => project !== null,
    run: ({ navigate }) => {
      const params = new URLSearchParams(location.search)
      params.set('dialog', 'save-file')
      navigate(`${location.pathname}?${params.toString()}`)
    },
  },
  {
    id: 'film.open-file',
    label: 'Open a .storycanvas file',
    group: 'Go',
    icon: FolderOpen,
    run: chooseFilmFile,
  },
]

/** Lets the person choose a film file; what they choose goes into the inbox. */
function chooseFilmFile(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = FILM_FILE_ACCEPT
  input.addEventListener('change', () => filmFileInbox.set(input.files?.[0] ?? null))
  input.click()
}
