import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startPreferences } from '#client/session/preferences.ts'
import { readRoute } from '#client/session/routes.ts'
import { watchLaunchedFiles } from '#client/session/film-file/film-file-inbox.ts'
import { watchInstall } from '#client/session/use-install.ts'
import { ErrorPanel } from '#client/ui/error-panel.tsx'
import '#client/ui/base.css'
import { App } from './app.tsx'
import { preloadPage } from './pages.ts'
import { createServices, UnreadableDatabase } from './services.ts'

const route = readRoute(location.pathname)
preloadPage(route.page)
startPreferences()
watchInstall()
watchLaunchedFiles()

const page = document.getElementById('root')
if (!page) throw new Error('the page has no #root')
const root = createRoot(page)

const reload = (): void => location.reload()

/** An older version that is open in another tab keeps the storage: said until that tab is gone. */
const onBlocked = (): void =>
  root.render(
    <ErrorPanel title="StoryCanvas is open in another tab, in an older version">
      Reload or close that tab: this one then opens by itself. Nothing is lost.
    </ErrorPanel>,
  )

try {
  const services = await createServices(onBlocked, { film: 'projectId' in route ? route.projectId : null })
  root.render(
    <StrictMode>
      <App services={services} />
    </StrictMode>,
  )
} catch (error) {
  root.render(
    error instanceof UnreadableDatabase ? (
      <ErrorPanel title="A newer StoryCanvas is needed here" error={error} onRetry={reload} retryLabel="Reload">
        The films of this browser were saved by a newer version, in a way that this one cannot read. They are all there.
        Reload to get the newer version.
      </ErrorPanel>
    ) : (
      // Without storage there is no app to show: private windows of some browsers refuse it.
      <ErrorPanel title="StoryCanvas could not open its storage" error={error} onRetry={reload}>
        The browser does not let this page store anything, so work would be lost. Allow storage for this site, or leave
        the private window. Nothing that was stored before was changed.
      </ErrorPanel>
    ),
  )
}
