import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startPreferences } from '#client/session/preferences.ts'
import { watchInstall } from '#client/session/use-install.ts'
import { ErrorPanel } from '#client/ui/error-panel.tsx'
import '#client/ui/base.css'
import { App } from './app.tsx'
import { createServices } from './services.ts'

startPreferences()
watchInstall()

const page = document.getElementById('root')
if (!page) throw new Error('the page has no #root')
const root = createRoot(page)

try {
  const services = await createServices()
  root.render(
    <StrictMode>
      <App services={services} />
    </StrictMode>,
  )
} catch (error) {
  // Without storage there is no app to show: private windows of some browsers refuse it.
  root.render(
    <ErrorPanel title="StoryCanvas could not open its storage" error={error} onRetry={() => location.reload()}>
      The browser does not let this page store anything, so work would be lost. Allow storage for this site, or leave
      the private window. Nothing that was stored before was changed.
    </ErrorPanel>,
  )
}
