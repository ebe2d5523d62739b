import { expect, test } from 'vitest'
import { filmPath, libraryPath, readLibraryPlace, readReturnTo, readRoute, signInPath } from './routes.ts'

test('addresses name pages', () => {
  expect(readRoute('/')).toEqual({ page: 'home' })
  expect(readRoute('/queue')).toEqual({ page: 'queue' })
  expect(readRoute('/settings')).toEqual({ page: 'settings', section: null })
  expect(readRoute('/settings/storage')).toEqual({ page: 'settings', section: 'storage' })
  expect(readRoute('/p/a')).toEqual({ page: 'board', projectId: 'a' })
  expect(readRoute('/p/a/edit')).toEqual({ page: 'edit', projectId: 'a' })
  expect(readRoute('/p/a/versions')).toEqual({ page: 'versions', projectId: 'a' })
})

test('library pages carry the film whose part is shown', () => {
  expect(readRoute('/cast')).toEqual({ page: 'cast', itemId: null })
  expect(readRoute('/styles/s')).toEqual({ page: 'styles', itemId: 's' })
  expect(libraryPath('cast', { film: 'f', item: 'c' })).toBe('/cast/c?film=f')
  expect(readLibraryPlace('?film=f')).toEqual({ film: 'f', all: false })
  expect(readLibraryPlace('?film=f&all=1')).toEqual({ film: 'f', all: true })
  expect(readLibraryPlace('')).toEqual({ film: null, all: true })
})

test.each(['/p', '/p/a/nowhere', '/p/a/edit/more', '/films', '/queue/a/b', '/settings/a/b', '/cast/a/b'])(
  '%s is lost',
  (path) => {
    expect(readRoute(path)).toEqual({ page: 'lost' })
  },
)

test('a path may carry the clip to select', () => {
  expect(filmPath('a')).toBe('/p/a/board')
  expect(filmPath('a', 'edit', 'c')).toBe('/p/a/edit?clip=c')
})

test('signing in leads back to a page of the app, and to no other site', () => {
  expect(readRoute('/sign-in')).toEqual({ page: 'door', door: 'sign-in' })
  expect(readRoute('/share')).toEqual({ page: 'door', door: 'share' })
  const path = signInPath('/p/a/edit?clip=b')
  expect(readReturnTo(path.slice(path.indexOf('?')))).toBe('/p/a/edit?clip=b')
  for (const bad of ['//evil.example', 'https://evil.example', '/\\evil.example', '']) {
    expect(readReturnTo(`?return_to=${encodeURIComponent(bad)}`)).toBe('/')
  }
})
