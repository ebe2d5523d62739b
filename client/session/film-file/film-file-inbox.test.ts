import { expect, test, vi } from 'vitest'
import { filmFileInbox, isFilmFile, watchLaunchedFiles } from './film-file-inbox.ts'

test('a film file is known by its ending', () => {
  const names = ['a.storycanvas', 'A.STORYCANVAS', 'a.storycanvas.zip', 'storycanvas', 'song.mp3']
  expect(names.map((name) => isFilmFile({ name }))).toEqual([true, true, false, false, false])
})

test('a file that the installed app is opened with waits to be opened', async () => {
  const file = new File(['x'], 'film.storycanvas')
  let launch: (what: { files: unknown[] }) => void = () => undefined
  vi.stubGlobal('launchQueue', { setConsumer: (consumer: typeof launch) => (launch = consumer) })
  watchLaunchedFiles()
  launch({ files: [] })
  expect(filmFileInbox.get()).toBeNull()
  launch({ files: [{ getFile: () => Promise.resolve(file) }] })
  await vi.waitFor(() => expect(filmFileInbox.get()).toBe(file))
  filmFileInbox.set(null)
  vi.unstubAllGlobals()
})
