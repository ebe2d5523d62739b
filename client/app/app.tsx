import { Suspense, useEffect, useLayoutEffect, useMemo, useState, type ReactElement } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { ActionContext } from '#client/session/action.ts'
import { ActionHostProvider, createActionHost } from '#client/session/action-host.tsx'
import { actionRegistry } from '#client/session/action-registry.ts'
import type { Undoable } from '#client/session/library/cast-home.ts'
import type { StudioLibrary } from '#client/session/library/studio-library.ts'
import { preferences } from '#client/session/preferences.ts'
import type { ProjectSession } from '#client/session/project-session.ts'
import { isLibraryPage, readLibraryPlace, readRoute } from '#client/session/routes.ts'
import type { FilmPage as FilmPageName, LibraryPage, Route } from '#client/session/routes.ts'
import { ServicesProvider, useServices, type ClientServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { SessionProvider, useOpenSession } from '#client/session/use-session.tsx'
import { announce, Announcer } from '#client/ui/announcer.tsx'
import { ErrorBoundary, ErrorPanel } from '#client/ui/error-panel.tsx'
import { Toaster } from '#client/ui/toaster.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import { TooltipProvider } from '#client/ui/tooltip.tsx'
import { gatherActions } from './actions.ts'
import { FilmArriving } from './film-arriving.tsx'
import { createHotkeys } from './hotkeys.ts'
import { NotFound } from './not-found.tsx'
import { BoardPage, CastPage, DoorPage, EditPage, HomePage, PoolPage, PresetsPage, QueuePage } from './pages.ts'
import { RecipesPage, SettingsPage, StylesPage, VersionsPage } from './pages.ts'
import { ReadOnly } from './read-only.tsx'
import { Shell } from './shell.tsx'
import { useFilmAddress } from './use-film-address.ts'
import { useMediaRetry } from './use-media-retry.ts'
import { useRefusals } from './use-refusals.ts'
import { useSignInProblem } from './use-sign-in-problem.ts'
import { useStorageNews } from './use-storage-news.ts'
import { useUpdateOffer } from './use-update-offer.ts'

/** The whole app over its services. */
export function App({ services }: { services: ClientServices }): ReactElement {
  return (
    <ServicesProvider services={services}>
      <TooltipProvider>
        <ErrorBoundary name="StoryCanvas">
          <Pages />
        </ErrorBoundary>
        <Toaster />
        <Announcer />
      </TooltipProvider>
    </ServicesProvider>
  )
}

function Pages(): ReactElement {
  const { storage } = useServices()
  const [path] = useLocation()
  const route = readRoute(path)
  const { film } = readLibraryPlace(useSearch())
  const projectId = 'projectId' in route ? route.projectId : isLibraryPage(route.page) ? film : null
  const { session, error } = useOpenSession(projectId)
  useUpdateOffer()
  useMediaRetry()
  useStorageNews()
  useSignInProblem()
  useRefusals(refuse)
  const standing = useReadable(storage.standing)
  if (standing === 'cleared') {
    return <ErrorPanel title="This device is being cleared">StoryCanvas starts anew in a moment.</ErrorPanel>
  }
  return (
    <SessionProvider session={session}>
      <Page route={route} session={session} error={error} />
    </SessionProvider>
  )
}

function Page({
  route,
  session,
  error,
}: {
  route: Route
  session: ProjectSession | null
  error: Error | null
}): ReactElement {
  const services = useServices()
  const [, navigate] = useLocation()
  const { all } = readLibraryPlace(useSearch())
  const inLibrary = isLibraryPage(route.page) && (all || isStudioWide(route.page))
  const undoable: Undoable | null = inLibrary ? services.library : session
  const [latest] = useState(() => ({ page: route.page, session, undoable, navigate }))
  useEffect(() => {
    Object.assign(latest, { page: route.page, session, undoable, navigate })
  })
  const host = useMemo(() => {
    const context = (): ActionContext => ({
      page: latest.page,
      project: latest.session,
      undoable: latest.undoable,
      services,
      navigate: (to) => latest.navigate(to),
    })
    return createActionHost(actionRegistry.all, context, refuse)
  }, [latest, services])

  // Before the effects of the views below, whose own actions go before these.
  useLayoutEffect(() => gatherActions(actionRegistry), [])
  useEffect(() => {
    const handle = createHotkeys({
      actions: actionRegistry.all,
      context: host.context,
      singleKeys: () => preferences.get().singleKeys,
      refused: (_, reason) => refuse(reason),
      now: () => performance.now(),
    })
    addEventListener('keydown', handle)
    return () => removeEventListener('keydown', handle)
  }, [host])
  useFilmAddress(session, route.page)

  return (
    <ActionHostProvider host={host}>
      <Shell page={route.page} session={session} undoable={undoable}>
        <Suspense fallback={null}>
          <PageBody
            route={route}
            session={session}
            changes={inLibrary || !session ? services.library : session}
            error={error}
          />
        </Suspense>
      </Shell>
    </ActionHostProvider>
  )
}

function PageBody({
  route,
  session,
  changes,
  error,
}: {
  route: Route
  session: ProjectSession | null
  /** What a library page changes: the studio's library, or the open film's part of it. */
  changes: ProjectSession | StudioLibrary
  error: Error | null
}): ReactElement | null {
  switch (route.page) {
    case 'home':
      return <HomePage />
    case 'queue':
      return <QueuePage />
    case 'settings':
      return <SettingsPage section={route.section} />
    case 'door':
      return <DoorPage door={route.door} />
    case 'lost':
      return <NotFound />
    case 'cast':
    case 'styles':
    case 'pool':
    case 'presets':
    case 'recipes':
      return (
        <ReadOnly of={changes}>
          <LibraryPageBody page={route.page} itemId={route.itemId} />
        </ReadOnly>
      )
    case 'board':
    case 'edit':
    case 'versions':
      if (error) {
        return (
          <ErrorPanel title="This film could not be opened" error={error} onRetry={() => location.reload()}>
            What is stored on this device was not changed.
          </ErrorPanel>
        )
      }
      return session ? <FilmPage key={session.projectId} session={session} page={route.page} /> : null
  }
}

function FilmPage({ session, page }: { session: ProjectSession; page: FilmPageName }): ReactElement {
  const loaded = useReadable(session.loaded)
  if (!loaded) return <FilmArriving session={session} />
  return (
    <ReadOnly of={session}>
      <FilmPageBody page={page} />
    </ReadOnly>
  )
}

function LibraryPageBody({ page, itemId }: { page: LibraryPage; itemId: string | null }): ReactElement {
  switch (page) {
    case 'cast':
      return <CastPage itemId={itemId} />
    case 'styles':
      return <StylesPage itemId={itemId} />
    case 'pool':
      return <PoolPage itemId={itemId} />
    case 'presets':
      return <PresetsPage itemId={itemId} />
    case 'recipes':
      return <RecipesPage itemId={itemId} />
  }
}

function FilmPageBody({ page }: { page: FilmPageName }): ReactElement {
  switch (page) {
    case 'board':
      return <BoardPage />
    case 'edit':
      return <EditPage />
    case 'versions':
      return <VersionsPage />
  }
}

/** Presets and recipes belong to the studio, whatever film is open. */
function isStudioWide(page: Route['page']): boolean {
  return page === 'presets' || page === 'recipes'
}

function refuse(reason: string): void {
  toasts.show({ id: 'refused', title: reason })
  announce(reason)
}
