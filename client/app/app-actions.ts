import {
  BookMarked,
  Box,
  CircleHelp,
  Clapperboard,
  HardDriveDownload,
  Images,
  LayoutGrid,
  ListVideo,
  Moon,
  Redo2,
  Scissors,
  Search,
  SlidersHorizontal,
  SwatchBook,
  Undo2,
  Users,
} from 'lucide-react'
import type { Action, ActionContext } from '#client/session/action.ts'
import { preferences } from '#client/session/preferences.ts'
import { filmPath, libraryPath } from '#client/session/routes.ts'
import { announce } from '#client/ui/announcer.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { paletteOpen } from './overlays.ts'

const inFilm = (context: ActionContext): boolean => context.project !== null

/** What can be done anywhere in the app. */
export const appActions: readonly Action[] = [
  {
    id: 'app.palette',
    label: 'Find anything',
    group: 'Go',
    keys: ['mod+k'],
    icon: Search,
    inText: true,
    run: () => paletteOpen.set(true),
  },
  { id: 'go.home', label: 'Home', group: 'Go', keys: ['g h'], icon: LayoutGrid, run: ({ navigate }) => navigate('/') },
  {
    id: 'go.queue',
    label: 'Queue',
    group: 'Go',
    keys: ['g q'],
    icon: ListVideo,
    run: ({ navigate }) => navigate('/queue'),
  },
  {
    id: 'go.cast',
    label: 'Cast',
    group: 'Go',
    keys: ['g c'],
    icon: Users,
    run: ({ navigate, project }) => navigate(libraryPath('cast', { film: project?.projectId ?? null })),
  },
  {
    id: 'go.styles',
    label: 'Styles',
    group: 'Go',
    keys: ['g t'],
    icon: SwatchBook,
    run: ({ navigate, project }) => navigate(libraryPath('styles', { film: project?.projectId ?? null })),
  },
  {
    id: 'go.pool',
    label: 'Pool',
    group: 'Go',
    keys: ['g p'],
    icon: Images,
    run: ({ navigate, project }) => navigate(libraryPath('pool', { film: project?.projectId ?? null })),
  },
  {
    id: 'go.presets',
    label: 'Presets',
    group: 'Go',
    keys: ['g m'],
    icon: Box,
    run: ({ navigate, project }) => navigate(libraryPath('presets', { film: project?.projectId ?? null })),
  },
  {
    id: 'go.recipes',
    label: 'Recipes',
    group: 'Go',
    keys: ['g r'],
    icon: BookMarked,
    run: ({ navigate, project }) => navigate(libraryPath('recipes', { film: project?.projectId ?? null })),
  },
  {
    id: 'go.settings',
    label: 'Settings',
    group: 'Go',
    keys: ['g s'],
    icon: SlidersHorizontal,
    run: ({ navigate }) => navigate('/settings'),
  },
  {
    id: 'go.board',
    label: 'Board',
    group: 'Go',
    keys: ['shift+2'],
    icon: Clapperboard,
    when: inFilm,
    run: ({ project, navigate }) => {
      if (project) navigate(filmPath(project.projectId, 'board'))
    },
  },
  {
    id: 'go.edit',
    label: 'Edit',
    group: 'Go',
    keys: ['shift+3'],
    icon: Scissors,
    when: inFilm,
    run: ({ project, navigate }) => {
      if (project) navigate(filmPath(project.projectId, 'edit'))
    },
  },
  {
    // Every change is saved by itself; the key is pressed by hands that learned to, and deserves an answer.
    id: 'film.save',
    label: 'Save on this device',
    group: 'Edit',
    keys: ['mod+s'],
    icon: HardDriveDownload,
    inText: true,
    when: inFilm,
    run: async ({ project }) => {
      if (!project) return
      const saved = await project.flush()
      toasts.show(
        saved
          ? { id: 'saved', title: 'Saved on this device', icon: HardDriveDownload }
          : {
              id: 'saved',
              tone: 'alert',
              title: 'Not saved on this device',
              detail: project.saveState.get().details[0]?.text,
            },
      )
    },
  },
  {
    id: 'edit.undo',
    label: 'Undo',
    group: 'Edit',
    keys: ['mod+z'],
    icon: Undo2,
    repeats: true,
    when: ({ undoable }) => undoable !== null,
    enabled: ({ undoable }) => (undoable?.undoState.get().undo ? true : 'Nothing of yours to undo'),
    detail: ({ undoable }) => undoable?.undoState.get().undo ?? null,
    run: ({ undoable }) => {
      const label = undoable?.undo()
      if (label) announce(`Undone: ${label}`)
    },
  },
  {
    id: 'edit.redo',
    label: 'Redo',
    group: 'Edit',
    keys: ['shift+mod+z', 'mod+y'],
    icon: Redo2,
    repeats: true,
    when: ({ undoable }) => undoable !== null,
    enabled: ({ undoable }) => (undoable?.undoState.get().redo ? true : 'Nothing to redo'),
    detail: ({ undoable }) => undoable?.undoState.get().redo ?? null,
    run: ({ undoable }) => {
      const label = undoable?.redo()
      if (label) announce(`Done again: ${label}`)
    },
  },
  {
    id: 'settings.theme',
    label: 'Switch between dark and light',
    group: 'Settings',
    icon: Moon,
    run: () => {
      const light = getComputedStyle(document.documentElement).colorScheme === 'light'
      preferences.change({ theme: light ? 'dark' : 'light' })
    },
  },
  {
    id: 'app.shortcuts',
    label: 'Shortcuts',
    group: 'Go',
    keys: ['?'],
    icon: CircleHelp,
    run: ({ navigate }) => {
      const params = new URLSearchParams(location.search)
      params.set('dialog', 'shortcuts')
      navigate(`${location.pathname}?${params.toString()}`)
    },
  },
]
