import { BookmarkPlus, History } from 'lucide-react'
import type { Action } from '#client/session/action.ts'
import { filmPath } from '#client/session/routes.ts'

/** Name in the address of the dialog that saves a version. */
export const SAVE_DIALOG = 'save-version'

/** What can be done with the earlier states of a film. */
export const versionActions: readonly Action[] = [
  {
    id: 'go.versions',
    label: 'Versions',
    group: 'Go',
    keys: ['shift+v'],
    icon: History,
    when: ({ project }) => project !== null,
    run: ({ project, navigate }) => {
      if (project) navigate(filmPath(project.projectId, 'versions'))
    },
  },
  {
    id: 'version.save',
    label: 'Save a version',
    group: 'Edit',
    icon: BookmarkPlus,
    when: ({ project }) => project !== null,
    run: ({ project, navigate }) => {
      if (project) navigate(`${filmPath(project.projectId, 'versions')}?dialog=${SAVE_DIALOG}`)
    },
  },
]
