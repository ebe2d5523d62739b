import { Suspense, useEffect, useState, type ReactElement, type ReactNode } from 'react'
import { SHARE_DIALOG } from '#client/features/access/may-share.ts'
import { FilmFileHost } from '#client/features/film-file/film-file-host.tsx'
import type { PageName } from '#client/session/action.ts'
import type { Undoable } from '#client/session/library/cast-home.ts'
import type { ProjectSession } from '#client/session/project-session.ts'
import { isFilmPage } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { ErrorBoundary } from '#client/ui/error-panel.tsx'
import { lazyPart } from '#client/ui/lazy-part.ts'
import { useDialogParam } from '#client/ui/use-dialog-param.ts'
import { useIsPhone } from '#client/ui/use-media-query.ts'
import { BottomTabs } from './bottom-tabs.tsx'
import { paletteOpen } from './overlays.ts'
import { Rail } from './rail.tsx'
import { TopBar } from './top-bar.tsx'

const loadPalette = () => import('./command-palette.tsx')
const loadSheet = () => import('./shortcuts-sheet.tsx')
const CommandPalette = lazyPart(async () => (await loadPalette()).CommandPalette)
const ShareDialog = lazyPart(async () => (await import('#client/features/access/share-dialog.tsx')).ShareDialog)
const ShortcutsSheet = lazyPart(async () => (await loadSheet()).ShortcutsSheet)

const SKIP: Readonly<Record<PageName, string>> = {
  home: 'Skip to films',
  board: 'Skip to board',
  edit: 'Skip to the cut',
  versions: 'Skip to versions',
  cast: 'Skip to the cast',
  styles: 'Skip to styles',
  pool: 'Skip to the pool',
  presets: 'Skip to presets',
  recipes: 'Skip to recipes',
  queue: 'Skip to queue',
  settings: 'Skip to settings',
  door: 'Skip to the form',
  lost: 'Skip to content',
}

/** The frame of every page: top bar, rail (bottom tabs on a phone), the page, and what can open over it. */
export function Shell({
  page,
  session,
  undoable,
  children,
}: {
  page: PageName
  session: ProjectSession | null
  undoable: Undoable | null
  children: ReactNode
}): ReactElement {
  const { projects } = useServices()
  const films = useReadable(projects.entries)
  const phone = useIsPhone()
  const [sharing] = useDialogParam(SHARE_DIALOG)
  useEffect(() => {
    document.title = page === 'home' ? 'StoryCanvas' : `${TITLES[page]} · StoryCanvas`
  }, [page])
  const lastFilm = films.find((film) => film.archivedAt === null && film.deletedAt === null)?.id ?? null
  return (
    <div className="flex h-full flex-col">
      <a
        href="#page"
        onClick={(event) => {
          event.preventDefault()
          document.getElementById('page')?.focus()
        }}
        className="sr-only z-100 rounded-control bg-overlay font-medium shadow-menu focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:px-3 focus:py-2"
      >
        {SKIP[page]}
      </a>
      <ErrorBoundary name="The top bar">
        <TopBar page={page} session={session} undoable={undoable} films={films} />
      </ErrorBoundary>
      <div className="flex min-h-0 grow">
        {phone ? null : <Rail page={page} filmId={session?.projectId ?? null} />}
        <main id="page" tabIndex={-1} className="relative min-h-0 min-w-0 grow overflow-hidden outline-none">
          {/* A page that failed is tried anew when another one is opened. */}
          <ErrorBoundary key={page} name={isFilmPage(page) ? 'This page' : TITLES[page]}>
            {children}
          </ErrorBoundary>
        </main>
      </div>
      {phone ? <BottomTabs page={page} filmId={session?.projectId ?? lastFilm} /> : null}
      <Overlays films={films} />
      {session && sharing ? (
        <Suspense fallback={null}>
          <ShareDialog />
        </Suspense>
      ) : null}
      <FilmFileHost projectId={session?.projectId ?? null} />
    </div>
  )
}

const TITLES: Readonly<Record<PageName, string>> = {
  home: 'Projects',
  board: 'Board',
  edit: 'Edit',
  versions: 'Versions',
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

/** The palette and the shortcuts sheet: fetched when the page has come to rest, so that they open at once. */
function Overlays({ films }: { films: Parameters<typeof CommandPalette>[0]['films'] }): ReactElement {
  const [sheetOpen, setSheetOpen] = useDialogParam('shortcuts')
  const wanted = useReadable(paletteOpen) || sheetOpen
  const [rested, setRested] = useState(false)
  useEffect(() => {
    const load = (): void => {
      void Promise.all([loadPalette(), loadSheet()]).then(
        () => setRested(true),
        // Offline before the first visit was complete: they are asked for again when they are opened.
        () => undefined,
      )
    }
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(load, 1500)
      return () => clearTimeout(timer)
    }
    const idle = requestIdleCallback(load, { timeout: 4000 })
    return () => cancelIdleCallback(idle)
  }, [])
  if (!rested && !wanted) return <></>
  return (
    <ErrorBoundary name="This dialog">
      <Suspense fallback={null}>
        <CommandPalette films={films} />
        <ShortcutsSheet open={sheetOpen} onOpenChange={setSheetOpen} />
      </Suspense>
    </ErrorBoundary>
  )
}
