import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { editPrompt, renameClip } from '#shared/commands/clip-commands.ts'
import { orderedScenes, storyClipIds } from '#shared/document/selectors.ts'
import { aFilm } from '../testing/a-film.ts'
import { fakeRelay } from '../testing/fake-relay.ts'
import { renderWithSession } from '../testing/render-with-session.tsx'
import { createTestServices } from '../testing/test-services.ts'
import { movedCaret } from './shared-text.ts'
import { shallowEqual } from './store.ts'
import {
  useClip,
  useCommand,
  useOpenSession,
  useProject,
  useSaveState,
  useSharedText,
  useTake,
  useUndo,
  useViewState,
} from './use-session.tsx'

afterEach(cleanup)

describe('what renders when one clip changes', () => {
  test('only the readers of that clip render again', async () => {
    const { services } = await createTestServices()
    const { session, clipIds } = await aFilm(services, 20)
    const renders = new Map<string, number>()
    const count = (name: string): void => void renders.set(name, (renders.get(name) ?? 0) + 1)

    function Card({ id }: { id: string }) {
      count(id)
      const selected = useViewState((view) => view.selectedClipIds.includes(id))
      return <p data-selected={selected}>{useClip(id)?.name}</p>
    }
    function List() {
      count('list')
      return useProject(storyClipIds).map((id) => <Card key={id} id={id} />)
    }
    function Names() {
      count('names')
      return useProject((snapshot) => orderedScenes(snapshot).map((scene) => scene.name), shallowEqual)
    }
    renderWithSession(
      services,
      session,
      <>
        <List />
        <Names />
      </>,
    )
    renders.clear()

    act(() => session.run(renameClip, { id: clipIds[3]!, name: 'Umbrella' }))
    expect(screen.getByText('Umbrella')).toBeTruthy()
    expect([...renders]).toEqual([[clipIds[3], 1]])

    renders.clear()
    act(() => session.view.selectClips([clipIds[5]!]))
    expect([...renders]).toEqual([[clipIds[5], 1]])
  })
})

describe('a field on a shared text', () => {
  function Prompt({ id }: { id: string }) {
    return <textarea aria-label="Image prompt" {...useSharedText('clip', id, 'imagePrompt')} />
  }

  test('types into the document as the smallest edit, and undo takes the typing back', async () => {
    const { services } = await createTestServices()
    const { session, clipIds } = await aFilm(services)
    renderWithSession(services, session, <Prompt id={clipIds[0]!} />)
    const field = screen.getByRole<HTMLTextAreaElement>('textbox')
    fireEvent.change(field, { target: { value: 'rain' } })
    expect(session.records.get().clips.get(clipIds[0]!)?.imagePrompt).toBe('rain')
    act(() => void session.undo())
    expect(field.value).toBe('')
  })

  test('keeps the caret at its words while somebody else types before it', async () => {
    const relay = fakeRelay()
    const mine = await createTestServices({ relay, seed: 1 })
    const theirs = await createTestServices({ relay, seed: 2 })
    const { session, clipIds } = await aFilm(mine.services)
    const id = clipIds[0]!
    const other = await theirs.services.projects.open(session.projectId)
    session.run(editPrompt, { id, field: 'imagePrompt', text: 'rain at night' })
    renderWithSession(mine.services, session, <Prompt id={id} />)
    const field = screen.getByRole<HTMLTextAreaElement>('textbox')
    field.focus()
    field.setSelectionRange(5, 7)
    act(() => other.run(editPrompt, { id, field: 'imagePrompt', text: 'heavy rain at night', caret: 6 }))
    expect(field.value).toBe('heavy rain at night')
    expect([field.selectionStart, field.selectionEnd]).toEqual([11, 13])
  })

  test.each([
    ['an insert before', 4, [{ insert: 'abc' }], 7],
    ['an insert at the caret goes behind it', 4, [{ retain: 4 }, { insert: 'abc' }], 4],
    ['a deletion around', 4, [{ retain: 2 }, { delete: 6 }], 2],
    ['a deletion before', 6, [{ delete: 2 }, { retain: 1 }, { delete: 1 }], 3],
    ['a change behind', 2, [{ retain: 5 }, { delete: 2 }], 2],
  ])('a caret and %s', (_name, position, delta, expected) => {
    expect(movedCaret(position, delta)).toBe(expected)
  })
})

test('opens a film for as long as the view is there, and closes it', async () => {
  const { services } = await createTestServices()
  const { session } = await aFilm(services)
  await session.close()
  const close = vi.fn()
  function Page() {
    const { session: open } = useOpenSession(session.projectId)
    if (open) open.onClose(close)
    return <p>{open ? open.records.get().project.name : 'closed'}</p>
  }
  const { unmount } = renderWithSession(services, null, <Page />)
  expect(screen.getByText('closed')).toBeTruthy()
  expect(await screen.findByText('Salt & Neon')).toBeTruthy()
  unmount()
  await vi.waitFor(() => expect(close).toHaveBeenCalled())
})

test('undo and the save indicator follow the session', async () => {
  const relay = fakeRelay()
  const { services, online } = await createTestServices({ relay })
  const { session, clipIds } = await aFilm(services)
  function Bar() {
    const { undoLabel, undo } = useUndo()
    return (
      <button type="button" onClick={undo}>
        Undo {undoLabel}, {useSaveState().label}
      </button>
    )
  }
  renderWithSession(services, session, <Bar />)
  act(() => {
    relay.drop()
    online.set(false)
    session.run(renameClip, { id: clipIds[0]!, name: 'x' })
  })
  const button = screen.getByRole('button', { name: 'Undo Rename clip, Offline, 1 waiting' })
  fireEvent.click(button)
  expect(button.textContent).toContain('Undo Add clip')
})

test('a view runs commands and reads what does not exist as null', async () => {
  const { services } = await createTestServices()
  const { session, clipIds } = await aFilm(services)
  function Rename() {
    const run = useCommand()
    const name = useClip(clipIds[0]!)?.name
    return (
      <button type="button" onClick={() => run(renameClip, { id: clipIds[0]!, name: 'Umbrella' })}>
        {name}, {useTake('none') === null ? 'no take' : 'a take'}
      </button>
    )
  }
  renderWithSession(services, session, <Rename />)
  fireEvent.click(screen.getByRole('button', { name: 'Clip 1, no take' }))
  expect(screen.getByRole('button').textContent).toBe('Umbrella, no take')
})
