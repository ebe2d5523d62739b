import type { PageName } from '#client/session/action.ts'
import { lazyPart } from '#client/ui/lazy-part.ts'

export const HomePage = lazyPart(async () => (await import('./pages/home-page.tsx')).default)
export const BoardPage = lazyPart(async () => (await import('./pages/board-page.tsx')).default)
export const EditPage = lazyPart(async () => (await import('./pages/edit-page.tsx')).default)
export const VersionsPage = lazyPart(async () => (await import('./pages/versions-page.tsx')).default)
export const QueuePage = lazyPart(async () => (await import('./pages/queue-page.tsx')).default)
export const SettingsPage = lazyPart(async () => (await import('./pages/settings-page.tsx')).default)
export const CastPage = lazyPart(async () => (await import('./pages/cast-page.tsx')).default)
export const StylesPage = lazyPart(async () => (await import('./pages/styles-page.tsx')).default)
export const PoolPage = lazyPart(async () => (await import('./pages/pool-page.tsx')).default)
export const PresetsPage = lazyPart(async () => (await import('./pages/presets-page.tsx')).default)
export const RecipesPage = lazyPart(async () => (await import('./pages/recipes-page.tsx')).default)
export const DoorPage = lazyPart(async () => (await import('./pages/door-page.tsx')).default)

const PAGES: Readonly<Record<PageName, { preload(): Promise<void> } | null>> = {
  home: HomePage,
  board: BoardPage,
  edit: EditPage,
  versions: VersionsPage,
  queue: QueuePage,
  settings: SettingsPage,
  cast: CastPage,
  styles: StylesPage,
  pool: PoolPage,
  presets: PresetsPage,
  recipes: RecipesPage,
  door: DoorPage,
  lost: null,
}

/** Fetches a page while the storage is being opened, so that it need not be waited for after that. */
export function preloadPage(page: PageName): void {
  void PAGES[page]?.preload()
}
