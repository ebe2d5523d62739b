import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setClipLength } from '#shared/commands/clip-commands.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
import { lockToMusic, trimClip } from '#shared/commands/timeline-commands.ts'
import { storyClips } from '#shared/document/selectors.ts'
import { aFilm } from '../../testing/a-film.ts'
import { renderWithSession } from '../../testing/render-with-session.tsx'
import { createTestServices } from '../../testing/test-services.ts'
import type { Action, ActionContext } from '../../session/action.ts'
import { ActionHostProvider, createActionHost } from '../../session/action-host.tsx'
import type { ProjectSession } from '../../session/project-session.ts'
import { TooltipProvider } from '../../ui/tooltip.tsx'
import { TimelineDock } from './timeline-dock.tsx'

let session: ProjectSession
let sceneId: string
let clipIds: readonly string[]
let services: Awaited<ReturnType<typeof createTestServices>>['services']

/** The page here has no layout: the lanes are 1000 by 170 pixels by decree. */
beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1000 })
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 170 })
})

beforeEach(async () => {
  services = (await createTestServices()).services
  const film = await aFilm(services, 3)
  session = film.session
  sceneId = film.sceneId
  clipIds = film.clipIds
  session.run(setClipLength, { ids: [...clipIds], length: 48 })
})
afterEach(cleanup)

/** Names of the actions that were run. */
let ran: string[] = []

function show() {
  ran = []
  const viewer: Action = {
    id: 'clip.open-viewer',
    label: 'Open viewer',
    group: 'Takes',
    run: () => void ran.push('viewer'),
  }
  const context: ActionContext = {
    page: 'board',
    project: session,
    undoable: session,
    services,
    navigate: () => undefined,
  }
  const host = createActionHost(
    () => [viewer],
    () => context,
    () => undefined,
  )
  return renderWithSession(
    services,
    session,
    <ActionHostProvider host={host}>
      <TooltipProvider>
        <TimelineDock />
      </TooltipProvider>
    </ActionHostProvider>,
  )
}
const track = () => screen.getByRole('listbox', { name: 'Video track' })
const options = () => within(track()).getAllByRole('option')
const order = (): string[] => storyClips(session.records.get()).map((clip) => clip.number)

/** Brings the focus to a clip as Tab does. */
function tabTo(index: number): void {
  fireEvent.keyDown(window, { key: 'Tab' })
  act(() => options()[index]!.focus())
}

describe('the timeline as it is read', () => {
  test('a region with a list of clips and a slider for the playhead', () => {
    show()
    expect(screen.getByRole('region', { name: 'Timeline' })).toBeDefined()
    expect(options().map((option) => option.getAttribute('aria-label'))).toEqual([
      '1.01 Clip 1, Neon rain, starts 00:00:00, 2.0 seconds, no take',
      '1.02 Clip 2, Neon rain, starts 00:02:00, 2.0 seconds, no take',
      '1.03 Clip 3, Neon rain, starts 00:04:00, 2.0 seconds, no take',
    ])
    const playhead = screen.getByRole('slider', { name: 'Playhead' })
    act(() => session.view.playhead.set(50))
    expect(playhead.getAttribute('aria-valuetext')).toBe('00:02:02, in 1.02 Clip 2')
    expect(playhead.dataset['t']).toBe('50')
    expect(playhead.getAttribute('aria-valuemax')).toBe('143')
  })

  test('a digit typed on the playhead opens the time field, which takes a place and goes there', () => {
    show()
    const playhead = screen.getByRole('slider', { name: 'Playhead' })
    fireEvent.keyDown(playhead, { key: '2' })
    const field = screen.getByRole('textbox', { name: 'Go to time' })
    expect(field).toHaveProperty('value', '2')
    fireEvent.change(field, { target: { value: '2.5' } })
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(session.view.playhead.get()).toBe(60)
    const button = screen.getByRole('button', { name: 'Go to time, now 00:02:12' })
    expect(document.activeElement).toBe(button)
    fireEvent.click(button)
    fireEvent.change(screen.getByRole('textbox', { name: 'Go to time' }), { target: { value: 'never' } })
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Go to time' }), { key: 'Enter' })
    expect(screen.getByRole('textbox', { name: 'Go to time' }).getAttribute('aria-invalid')).toBe('true')
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Go to time' }), { key: 'Escape' })
    expect(screen.queryByRole('textbox', { name: 'Go to time' })).toBeNull()
    expect(session.view.playhead.get()).toBe(60)
  })

  test('one clip is a tab stop: the selected one, else the first', () => {
    show()
    const stops = () => options().map((option) => option.tabIndex)
    expect(stops()).toEqual([0, -1, -1])
    act(() => session.view.selectClips([clipIds[2]!]))
    expect(stops()).toEqual([-1, -1, 0])
    expect(options().map((option) => option.getAttribute('aria-selected'))).toEqual(['false', 'false', 'true'])
  })

  test('a gap is a button that says how long it is; a running trim shows the one it would leave', () => {
    show()
    act(() => void session.run(trimClip, { id: clipIds[0]!, edge: 'end', delta: -24, ripple: false }))
    expect(screen.getByRole('button', { name: 'Gap of 1.0 s before 1.02' })).toBeDefined()
    act(() =>
      session.view.patch({
        preview: { kind: 'trim', clipId: clipIds[1]!, edge: 'end', deltaFrames: -12, ripple: false },
      }),
    )
    expect(screen.getByRole('button', { name: 'Gap of 0.5 s before 1.03' })).toBeDefined()
    expect(session.records.get().clips.get(clipIds[1]!)?.length).toBe(48)
  })

  test('a locked clip says so', () => {
    show()
    act(() => session.run(lockToMusic, { ids: [clipIds[1]!] }))
    expect(options()[1]?.getAttribute('aria-label')).toContain('pinned to the music')
  })

  test('a double press on a clip opens the viewer', () => {
    show()
    fireEvent.doubleClick(track(), { clientX: 40, clientY: 80 })
    fireEvent.doubleClick(track(), { clientX: 995, clientY: 80 })
    fireEvent.doubleClick(track(), { clientX: 40, clientY: 5 })
    expect(ran).toEqual(['viewer'])
  })

  test('a film without clips says what will be here', async () => {
    const film = await aFilm(services, 0)
    session = film.session
    show()
    expect(screen.getByText('Clips appear here in story order')).toBeDefined()
  })
})

describe('the clip list by keyboard', () => {
  test('arrows go from clip to clip and select; ⇧ selects all between', () => {
    show()
    tabTo(0)
    fireEvent.keyDown(options()[0]!, { key: 'ArrowRight' })
    fireEvent.keyDown(options()[1]!, { key: 'ArrowRight' })
    expect(session.view.get().selectedClipIds).toEqual([clipIds[1]])
    fireEvent.keyDown(options()[1]!, { key: 'ArrowRight', shiftKey: true })
    expect(session.view.get().selectedClipIds).toEqual([clipIds[1], clipIds[2]])
    fireEvent.keyDown(options()[2]!, { key: 'Home' })
    expect(session.view.get().selectedClipIds).toEqual([clipIds[0]])
  })

  test('after a press with the mouse the arrows are left to the playhead', () => {
    show()
    tabTo(0)
    fireEvent.pointerDown(document.body)
    act(() => session.view.selectClips([clipIds[0]!]))
    fireEvent.keyDown(options()[0]!, { key: 'ArrowRight' })
    expect(session.view.get().selectedClipIds).toEqual([clipIds[0]])
  })

  test('⇧↵ picks up, arrows carry, Enter drops', () => {
    show()
    act(() => session.view.selectClips([clipIds[0]!]))
    fireEvent.keyDown(options()[0]!, { key: 'Enter', shiftKey: true })
    expect(session.view.get().preview).toMatchObject({ kind: 'move', clipIds: [clipIds[0]] })
    fireEvent.keyDown(options()[0]!, { key: 'ArrowRight' })
    expect(order()).toEqual(['1.01', '1.02', '1.03'])
    fireEvent.keyDown(options()[0]!, { key: 'Enter' })
    expect(order()).toEqual(['1.02', '1.01', '1.03'])
    expect(session.view.get().preview).toBeNull()
    session.undo()
    expect(order()).toEqual(['1.01', '1.02', '1.03'])
  })

  test('down carries into the next scene, Esc puts back', () => {
    const next = session.run(addScene, { name: 'Rooftops', afterId: sceneId })
    show()
    act(() => session.view.selectClips([clipIds[1]!]))
    const carry = (...keys: string[]): void => {
      for (const key of keys) fireEvent.keyDown(options()[1]!, { key })
    }
    fireEvent.keyDown(options()[1]!, { key: 'Enter', shiftKey: true })
    carry('ArrowDown', 'Escape')
    expect(session.records.get().clips.get(clipIds[1]!)?.sceneId).toBe(sceneId)
    expect(session.view.get().preview).toBeNull()
    fireEvent.keyDown(options()[1]!, { key: 'Enter', shiftKey: true })
    carry('ArrowDown', 'Enter')
    expect(session.records.get().clips.get(clipIds[1]!)?.sceneId).toBe(next)
    expect(order()).toEqual(['1.01', '1.03', '1.02'])
  })
})
