import type { PageName } from './action.ts'

/** Pages of a film. */
export type FilmPage = 'board' | 'edit' | 'versions'

/** Pages of what films share, and of a film's own part of it. */
export const LIBRARY_PAGES = ['cast', 'styles', 'pool', 'presets', 'recipes'] as const
export type LibraryPage = (typeof LIBRARY_PAGES)[number]

/** Which part of a library page is shown: that of a film, or with `all` that of the studio while the film stays open. */
export interface LibraryPlace {
  readonly film?: string | null
  readonly all?: boolean
  readonly item?: string | null
}

/** The address of a library page. */
export function libraryPath(page: LibraryPage, { film, all = false, item }: LibraryPlace = {}): string {
  const query = film ? `?film=${film}${all ? '&all=1' : ''}` : ''
  return `/${page}${item ? `/${item}` : ''}${query}`
}

/** What the query of a library page says. */
export function readLibraryPlace(search: string): { film: string | null; all: boolean } {
  const params = new URLSearchParams(search)
  const film = params.get('film')
  return { film, all: film === null || params.has('all') }
}

/** The address of a film's page; `clipId` arrives selected. */
export function filmPath(projectId: string, page: FilmPage = 'board', clipId?: string | null): string {
  return `/p/${projectId}/${page}${clipId ? `?clip=${clipId}` : ''}`
}

/** Pages by which people come in: signing in, and where links lead that somebody was sent. */
export const DOORS = ['sign-in', 'invitation', 'password-reset', 'share'] as const
export type Door = (typeof DOORS)[number]

/** The address of the sign-in page; `returnTo` is where to go on afterwards, as a path of the app. */
export function signInPath(returnTo: string): string {
  return `/sign-in?return_to=${encodeURIComponent(returnTo)}`
}

/** Where to go on after signing in: never another site, whatever the address says. */
export function readReturnTo(search: string): string {
  const path = new URLSearchParams(search).get('return_to') ?? '/'
  return /^\/(?![/\\])/.test(path) ? path : '/'
}

/** Where an address leads. */
export type Route =
  | { page: 'door'; door: Door }
  | { page: 'home' | 'queue' | 'lost' }
  | { page: FilmPage; projectId: string }
  | { page: 'settings'; section: string | null }
  | { page: LibraryPage; itemId: string | null }

/** Reads the path of an address. A film without a page opens on its board. */
export function readRoute(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '')
  const [first, second, third] = parts
  if (parts.length === 0) return { page: 'home' }
  if (first === 'queue' && parts.length === 1) return { page: 'queue' }
  if (first === 'settings' && parts.length <= 2) return { page: 'settings', section: second ?? null }
  const door = DOORS.find((one) => one === first)
  if (door && parts.length === 1) return { page: 'door', door }
  const library = LIBRARY_PAGES.find((page) => page === first)
  if (library && parts.length <= 2) return { page: library, itemId: second ?? null }
  if (first === 'p' && second && parts.length <= 3) {
    if (third === undefined || third === 'board') return { page: 'board', projectId: second }
    if (third === 'edit' || third === 'versions') return { page: third, projectId: second }
  }
  return { page: 'lost' }
}

/** Whether a page shows what films share. */
export function isLibraryPage(page: PageName): page is LibraryPage {
  return LIBRARY_PAGES.some((one) => one === page)
}

/** Whether a page belongs to a film. */
export function isFilmPage(page: PageName): page is FilmPage {
  return page === 'board' || page === 'edit' || page === 'versions'
}
