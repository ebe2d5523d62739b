import { ArrowLeft, Plus, Redo2, Search, SlidersHorizontal, Undo2, UserPlus } from 'lucide-react'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { PresenceBar } from '#client/features/collaboration/presence-bar.tsx'
import { DeviceSaveState, SaveStateIndicator } from '#client/features/collaboration/save-state-indicator.tsx'
import type { PageName } from '#client/session/action.ts'
import { useActionHost } from '#client/session/action-host.tsx'
import type { Undoable } from '#client/session/library/cast-home.ts'
import type { ProjectSession } from '#client/session/project-session.ts'
import { filmPath, isFilmPage, type FilmPage } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { useProject } from '#client/session/use-session.tsx'
import type { CatalogEntry } from '#client/storage/project-catalog.ts'
import { Button, buttonClass } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon, IconButton } from '#client/ui/icon-button.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { useIsPhone } from '#client/ui/use-media-query.ts'
import { FilmSwitcher } from './film-switcher.tsx'
import { Logo } from './logo.tsx'

const TITLES: Readonly<Record<Exclude<PageName, FilmPage>, string>> = {
  home: 'Projects',
  cast: 'Cast',
  styles: 'Styles',
  pool: 'Pool',
  presets: 'Presets',
  recipes: 'Recipes',
  queue: 'Queue',
  settings: 'Settings',
  door: 'Sign in',
  lost: 'Not found',
}

/** The bar over every page: where you are, the pages of the film, and what is true everywhere. */
export function TopBar({
  page,
  session,
  undoable,
  films,
}: {
  page: PageName
  session: ProjectSession | null
  undoable: Undoable | null
  films: readonly CatalogEntry[]
}): ReactElement {
  const host = useActionHost()
  const phone = useIsPhone()
  const { profile } = useServices()
  const { deviceId } = useReadable(profile)
  return (
    <header className="flex h-(--top-bar) shrink-0 items-center gap-2 border-b border-line bg-app pr-2 sm:grid sm:grid-cols-[1fr_auto_1fr]">
      <div className="flex min-w-0 items-center gap-1.5">
        <Link
          href="/"
          aria-label="StoryCanvas, home"
          className="flex h-11 w-(--rail) shrink-0 items-center justify-center text-fg"
        >
          <Logo />
        </Link>
        {isFilmPage(page) ? (
          session ? (
            <FilmSwitcher projectId={session.projectId} page={page} films={films} />
          ) : null
        ) : (
          <h1 className="truncate px-2 text-title font-semibold">{TITLES[page]}</h1>
        )}
        {session && !isFilmPage(page) ? <BackToFilm session={session} /> : null}
      </div>
      {isFilmPage(page) && session && !phone ? <PageSwitch page={page} projectId={session.projectId} /> : <div />}
      <div className="ml-auto flex items-center justify-end gap-1 sm:gap-2">
        {undoable && !phone ? <UndoButtons undoable={undoable} /> : null}
        <button
          type="button"
          aria-label="Find anything"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={() => host.run('app.palette')}
          className="touch-target flex h-7 items-center justify-center gap-2 rounded-control px-2 text-fg-2 hover:bg-hover hover:text-fg"
        >
          <Icon icon={Search} />
          <span className="max-md:hidden">
            <Kbd keys="mod+k" />
          </span>
        </button>
        {session ? <PresenceBar ownDeviceId={deviceId} /> : null}
        {session && isFilmPage(page) ? <ShareButton compact={phone} /> : null}
        {session ? (
          <SaveStateIndicator compact={phone} />
        ) : isFilmPage(page) ? null : (
          <DeviceSaveState compact={phone} />
        )}
        {page === 'home' && phone ? (
          <>
            <IconButton icon={SlidersHorizontal} label="Settings" onClick={() => host.run('go.settings')} />
            <IconButton icon={Plus} label="New project" onClick={() => host.run('project.new')} />
          </>
        ) : null}
        {page === 'home' && !phone ? (
          <Button look="main" onClick={() => host.run('project.new')}>
            <Icon icon={Plus} />
            New project
          </Button>
        ) : null}
      </div>
    </header>
  )
}

/** Opens the share dialog; nothing where nobody signs in. */
function ShareButton({ compact }: { compact: boolean }): ReactElement | null {
  const host = useActionHost()
  const { access } = useServices()
  const { who } = useReadable(access)
  if (who?.accounts !== 'on' || who.kind !== 'account') return null
  if (compact) return <IconButton icon={UserPlus} label="Share the film" onClick={() => host.run('film.share')} />
  return (
    <Button look="quiet" aria-label="Share the film" onClick={() => host.run('film.share')}>
      <Icon icon={UserPlus} />
      <span className="max-xl:hidden">Share</span>
    </Button>
  )
}

function PageSwitch({ page, projectId }: { page: FilmPage; projectId: string }): ReactElement {
  const pages: readonly { page: FilmPage; label: string }[] = [
    { page: 'board', label: 'Board' },
    { page: 'edit', label: 'Edit' },
  ]
  return (
    <nav
      aria-label="Pages of this film"
      className="flex rounded-control bg-field p-0.5 shadow-[inset_0_0_0_1px_var(--line)]"
    >
      {pages.map((one) => (
        <Link
          key={one.page}
          href={filmPath(projectId, one.page)}
          aria-current={one.page === page ? 'page' : undefined}
          className={cn(
            'touch-target flex h-6 items-center justify-center rounded-[5px] px-3 text-body text-fg-2 hover:text-fg',
            one.page === page && 'bg-raised font-medium text-fg shadow-chosen',
          )}
        >
          {one.label}
        </Link>
      ))}
    </nav>
  )
}

/** The way from a library page to the film that it was opened from. */
function BackToFilm({ session }: { session: ProjectSession }): ReactElement {
  const name = useProject((snapshot) => snapshot.project.name)
  return (
    <Link
      href={filmPath(session.projectId)}
      className={cn(buttonClass({ look: 'quiet' }), 'touch-target min-w-0 shrink')}
    >
      <Icon icon={ArrowLeft} size={14} />
      <span className="truncate">Back to {name}</span>
    </Link>
  )
}

function UndoButtons({ undoable }: { undoable: Undoable }): ReactElement {
  const host = useActionHost()
  const { undo: undoLabel, redo: redoLabel } = useReadable(undoable.undoState)
  return (
    <div className="flex">
      <IconButton
        icon={Undo2}
        label={undoLabel ? `Undo ${lower(undoLabel)}` : 'Undo'}
        keys="mod+z"
        disabled={!undoLabel}
        onClick={() => host.run('edit.undo')}
      />
      <IconButton
        icon={Redo2}
        label={redoLabel ? `Redo ${lower(redoLabel)}` : 'Redo'}
        keys="shift+mod+z"
        disabled={!redoLabel}
        onClick={() => host.run('edit.redo')}
      />
    </div>
  )
}

/** A label in the middle of a sentence. */
function lower(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1)
}
