import { expect, test } from 'vitest'
import type { StoredHistory } from '#shared/document/stored-history.ts'
import { memoryStorage } from '../testing/memory-storage.ts'
import { localHistoryStore, tabName } from './history-store.ts'

const FILM = 'film'
const step = (label: string, ranges = 1): StoredHistory['done'][number] => ({
  label,
  document: 0,
  insertions: [],
  deletions: Array.from({ length: ranges }, (_, at) => [4_294_967_295, at * 2, 1]),
})
const history = (...done: StoredHistory['done']): StoredHistory => ({ version: 1, done, undone: [], redone: [] })

test('each tab finds its own history, and all of them can be looked at', () => {
  const storage = memoryStorage()
  const [one, two] = ['one', 'two'].map((tab) => localHistoryStore(storage, tab, () => 1))
  one!.write(FILM, history(step('Rename')))
  two!.write(FILM, history(step('Move')))
  expect(one!.read(FILM)?.done.map(({ label }) => label)).toEqual(['Rename'])
  expect(one!.read('another')).toBeNull()
  expect(two!.readAll(FILM)).toHaveLength(2)
  one!.forget(FILM)
  expect(two!.read(FILM)).toBeNull()
})

test('a history that is too long, or finds no room, loses its oldest steps', () => {
  const storage = memoryStorage()
  const store = localHistoryStore(storage, 'one', () => 1)
  store.write(FILM, history(step('old', 20_000), step('older than new', 10), step('new', 10)))
  expect(store.read(FILM)?.done.map(({ label }) => label)).toEqual(['new'])
  storage.setItem = () => {
    throw new DOMException('no room', 'QuotaExceededError')
  }
  store.write(FILM, history(step('new')))
  expect(store.read(FILM)).toBeNull()
})

test('what another program left there is no history, and what is a week old is thrown away', () => {
  const storage = memoryStorage()
  storage.setItem('storycanvas.history.film.one', 'nonsense')
  expect(localHistoryStore(storage, 'one', () => 1).read(FILM)).toBeNull()
  localHistoryStore(storage, 'one', () => 1).write(FILM, history(step('Rename')))
  const later = localHistoryStore(storage, 'one', () => 8 * 24 * 60 * 60 * 1000)
  expect(later.read(FILM)).toBeNull()
})

test('a tab keeps its name', () => {
  const storage = memoryStorage()
  expect(tabName(storage, () => 'a')).toBe('a')
  expect(tabName(storage, () => 'b')).toBe('a')
})
