import {
  Archive,
  ArchiveRestore,
  CloudDownload,
  Copy,
  Ellipsis,
  FileDown,
  FolderOpen,
  History,
  Pencil,
  Trash2,
} from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { Link } from 'wouter'
import type { CatalogEntry } from '#client/session/projects.ts'
import { filmPath } from '#client/session/routes.ts'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { InlineText } from '#client/ui/inline-text.tsx'
import { ContextMenu, Menu, MenuItem, MenuSeparator } from '#client/ui/menu.tsx'
import { ProgressBar } from '#client/ui/progress-bar.tsx'
import { ago, clockTime } from '#client/ui/words.ts'
import { FilmCover } from './film-cover.tsx'

/** What a card can do with its film. */
export type FilmCommands = {
  open: () => void
  rename: (name: string) => void
  duplicate: () => void
  versions: () => void
  saveAsFile: () => void
  archive: (archived: boolean) => void
  trash: () => void
}

/** A film on Home: cover, length, how much of it has a picked take, and its menu. */
export function FilmCard({
  film,
  now,
  commands,
}: {
  film: CatalogEntry
  now: number
  commands: FilmCommands
}): ReactElement {
  const [renaming, setRenaming] = useState(false)
  const name = film.name || 'Untitled film'
  const items = (
    <>
      <MenuItem icon={FolderOpen} onSelect={commands.open}>
        Open
      </MenuItem>
      {film.onDevice ? (
        <>
          <MenuItem icon={Pencil} onSelect={() => setTimeout(() => setRenaming(true))}>
            Rename
          </MenuItem>
          <MenuItem icon={Copy} onSelect={commands.duplicate}>
            Duplicate
          </MenuItem>
          <MenuItem icon={History} onSelect={commands.versions}>
            Versions
          </MenuItem>
          <MenuItem icon={FileDown} onSelect={commands.saveAsFile}>
            Save as a .storycanvas file
          </MenuItem>
          <MenuItem
            icon={film.archivedAt === null ? Archive : ArchiveRestore}
            onSelect={() => commands.archive(film.archivedAt === null)}
          >
            {film.archivedAt === null ? 'Archive' : 'Take out of the archive'}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={Trash2} danger onSelect={commands.trash}>
            Delete
          </MenuItem>
        </>
      ) : null}
    </>
  )
  const done = film.clipCount > 0 && film.pickedCount === film.clipCount
  return (
    <ContextMenu items={items}>
      <article className="group relative min-w-0" data-project={film.id}>
        <Link
          href={filmPath(film.id)}
          aria-label={`Open ${name}`}
          className="focus-on-picture relative block aspect-video overflow-hidden rounded-picture bg-stage"
        >
          <FilmCover sha256={film.coverSha256} />
          {film.sample || done ? (
            <span className="picture-tag absolute top-2 left-2 px-1.5 text-tag font-medium">
              {done && !film.sample ? 'Every clip picked' : 'Sample'}
            </span>
          ) : null}
          {film.onDevice ? null : (
            <span className="picture-tag absolute top-2 left-2 flex items-center gap-1 px-1.5 text-tag font-medium">
              <Icon icon={CloudDownload} size={12} /> On the server
            </span>
          )}
          {film.durationSeconds > 0 ? (
            <span className="picture-tag absolute right-2 bottom-2 px-1.5 text-tag font-medium">
              {clockTime(film.durationSeconds)}
            </span>
          ) : null}
        </Link>
        <div className="on-picture absolute top-1.5 right-1.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100 pointer-coarse:opacity-100">
          <Menu
            align="end"
            trigger={
              <IconButton icon={Ellipsis} label={`More for ${name}`} className="picture-tag text-fg hover:bg-scrim" />
            }
          >
            {items}
          </Menu>
        </div>
        <div className="mt-2 text-title font-semibold">
          <InlineText
            value={film.name}
            label="Name of the film"
            placeholder="Untitled film"
            editing={renaming}
            onEditingChange={setRenaming}
            onCommit={(text) => text !== '' && commands.rename(text)}
          />
        </div>
        <p className="flex justify-between gap-2 text-meta text-fg-3">
          <span className="truncate">
            {film.archivedAt === null ? 'Edited' : 'Archived'} {ago(film.archivedAt ?? film.changedAt, now)}
          </span>
          {film.clipCount > 0 ? (
            <span className="shrink-0">
              {film.pickedCount}/{film.clipCount}
            </span>
          ) : null}
        </p>
        {film.clipCount > 0 ? (
          <ProgressBar
            className="mt-1.5"
            tone={done ? 'ok' : 'plain'}
            label={`${film.pickedCount} of ${film.clipCount} clips have a picked take`}
            value={film.pickedCount / film.clipCount}
          />
        ) : null}
      </article>
    </ContextMenu>
  )
}
