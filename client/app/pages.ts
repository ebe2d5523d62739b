import type { PageName } from '#client/session/action.ts'
import { lazyPart } from '#client/ui/lazy-part.ts'

const loadHome = async () => (await import('./pages/home-page.tsx')).default
const loadBoard = async () => (await import('./pages/board-page.tsx')).default
const loadEdit = async () => (await import('./pages/edit-page.tsx')).default
const loadVersions = async () => (await import('./pages/versions-page.tsx')).default
const loadQueue = async () => (await import('./pages/queue-page.tsx')).default
const loadSettings = async () => (await import('./pages/settings-page.tsx')).default

export const HomePage = lazyPart(loadHome)
export const BoardPage = lazyPart(loadBoard)
export const EditPage = lazyPart(loadEdit)
export const VersionsPage = lazyPart(loadVersions)
export const QueuePage = lazyPart(loadQueue)
export const SettingsPage = lazyPart(loadSettings)

const LOADERS: Readonly<Record<PageName, (() => Promise<unknown>) | null>> = {
  home: loadHome,
  board: loadBoard,
  edit: loadEdit,
  versions: loadVersions,
  queue: loadQueue,
  settings: loadSettings,
  lost: null,
}

/** Fetches a page while the storage is being opened, so that it need not be waited for after that. */
export function preloadPage(page: PageName): void {
  // Where it fails, showing the page asks again and says so.
  void LOADERS[page]?.().catch(() => undefined)
}
