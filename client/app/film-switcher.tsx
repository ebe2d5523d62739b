import { ChevronsUpDown, FileDown, History, LayoutGrid } from 'lucide-react'
import type { ReactElement } from 'react'
import { useLocation } from 'wouter'
import { useActionHost } from '#client/session/action-host.tsx'
import type { FilmPage } from '#client/session/routes.ts'
import { filmPath } from '#client/session/routes.ts'
import { useReadable } from '#client/session/store.ts'
import { useProject, useSession } from '#client/session/use-session.tsx'
import type { CatalogEntry } from '#client/storage/project-catalog.ts'
import { Icon } from '#client/ui/icon-button.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '#client/ui/menu.tsx'

const MOST_FILMS = 8

/** The name of the open film, which opens the list of the others. */
export function FilmSwitcher({
  projectId,
  page,
  films,
}: {
  projectId: string
  page: FilmPage
  films: readonly CatalogEntry[]
}): ReactElement {
  const [, navigate] = useLocation()
  const host = useActionHost()
  const loaded = useReadable(useSession().loaded)
  const given = useProject((snapshot) => snapshot.project.name)
  const name = loaded ? given || 'Untitled film' : 'Film'
  const others = films
    .filter((film) => film.id !== projectId && film.archivedAt === null && film.deletedAt === null)
    .slice(0, MOST_FILMS)
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="touch-target flex h-7 max-w-64 min-w-0 items-center gap-1.5 rounded-control px-2 text-title font-semibold hover:bg-hover data-[state=open]:bg-active"
        >
          <h1 className="truncate">{name}</h1>
          <Icon icon={ChevronsUpDown} size={14} className="shrink-0 text-fg-3" />
        </button>
      }
    >
      <MenuItem icon={History} keys="shift+v" onSelect={() => host.run('go.versions')}>
        Versions
      </MenuItem>
      <MenuItem icon={FileDown} onSelect={() => host.run('film.save-as-file')}>
        Save as a .storycanvas file
      </MenuItem>
      <MenuSeparator />
      {others.length > 0 ? <MenuLabel>Other films</MenuLabel> : null}
      {others.map((film) => (
        <MenuItem key={film.id} onSelect={() => navigate(filmPath(film.id, page))}>
          {film.name || 'Untitled film'}
        </MenuItem>
      ))}
      {others.length > 0 ? <MenuSeparator /> : null}
      <MenuItem icon={LayoutGrid} keys="g h" onSelect={() => navigate('/')}>
        All films
      </MenuItem>
    </Menu>
  )
}
