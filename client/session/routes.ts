import type { PageName } from './action.ts'

/** Pages of a film. */
export type FilmPage = 'board' | 'edit' | 'versions'

/** The address of a film's page; `clipId` arrives selected. */
export function filmPath(projectId: string, page: FilmPage = 'board', clipId?: string | null): string {
  return `/p/${projectId}/${page}${clipId ? `?clip=${clipId}` : ''}`
}

/** Where an address leads. */
export type Route =
  | { page: 'home' | 'queue' | 'lost' }
  | { page: FilmPage; projectId: string }
  | { page: 'settings'; section: string | null }

/** Reads the path of an address. A film without a page opens on its board. */
export function readRoute(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '')
  const [first, second, third] = parts
  if (parts.length === 0) return { page: 'home' }
  if (first === 'queue' && parts.length === 1) return { page: 'queue' }
  if (first === 'settings' && parts.length <= 2) return { page: 'settings', section: second ?? null }
  if (first === 'p' && second && parts.length <= 3) {
    if (third === undefined || third === 'board') return { page: 'board', projectId: second }
    if (third === 'edit' || third === 'versions') return { page: third, projectId: second }
  }
  return { page: 'lost' }
}

/** Whether a page belongs to a film. */
export function isFilmPage(page: PageName): page is FilmPage {
  return page === 'board' || page === 'edit' || page === 'versions'
}
