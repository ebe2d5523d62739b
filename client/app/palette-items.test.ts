import { describe, expect, test, vi } from 'vitest'
import type { Action, ActionContext } from '#client/session/action.ts'
import { paletteGroups, readPlace, type PaletteSource } from './palette-items.ts'

const action = (id: string, label: string, more: Partial<Action> = {}): Action => ({
  id,
  label,
  group: 'Edit',
  run: () => undefined,
  ...more,
})

const source = (actions: Action[], more: Partial<PaletteSource> = {}): PaletteSource => ({
  actions,
  context: { page: 'home', project: null, navigate: () => undefined } as unknown as ActionContext,
  films: [],
  recent: [],
  ...more,
})

const film = (id: string, name: string): PaletteSource['films'][number] => ({
  id,
  name,
  sceneCount: 0,
  clipCount: 0,
  pickedCount: 0,
  coverSha256: null,
  durationSeconds: 0,
  createdAt: 0,
  changedAt: 0,
  lastOpenedAt: null,
  lastClipNumber: null,
  lastClipId: null,
  sample: false,
  archivedAt: null,
  deletedAt: null,
  onDevice: true,
  onServer: false,
})

const labels = (groups: ReturnType<typeof paletteGroups>): Record<string, string[]> =>
  Object.fromEntries(groups.map((group) => [group.heading, group.items.map((item) => item.label)]))

describe('the command palette', () => {
  const actions = [
    action('clip.duplicate', 'Duplicate clip', { onSelection: true }),
    action('go.home', 'Home', { group: 'Go' }),
    action('scene.add', 'Add scene'),
    action('settings.theme', 'Switch between dark and light', { group: 'Settings' }),
  ]

  test('groups stand in their order', () => {
    expect(labels(paletteGroups('', source(actions, { recent: ['scene.add'] })))).toEqual({
      'For this selection': ['Duplicate clip'],
      'Go to': ['Home'],
      Commands: ['Add scene'],
      Settings: ['Switch between dark and light'],
      Recent: ['Add scene'],
    })
  })

  test('a film is found by the beginnings of its words and opened', () => {
    const navigate = vi.fn()
    const context = { page: 'home', project: null, navigate } as unknown as ActionContext
    const groups = paletteGroups('lo co', source(actions, { context, films: [film('f1', 'Long Corridor')] }))
    expect(labels(groups)).toEqual({ 'Go to': ['Long Corridor'] })
    groups[0]?.items[0]?.run()
    expect(navigate).toHaveBeenCalledWith('/p/f1/board')
  })

  test('the palette does not offer itself', () => {
    const find = action('app.palette', 'Find anything', { group: 'Go' })
    expect(paletteGroups('find', source([find]))).toEqual([])
  })

  test('a deleted film is not offered', () => {
    const gone = { ...film('f1', 'Long Corridor'), deletedAt: 1 }
    expect(paletteGroups('long', source([], { films: [gone] }))).toEqual([])
  })

  test('a command that cannot run says why and stands behind those that can', () => {
    const split = action('a', 'Split clip', { enabled: () => 'Nothing under the playhead' })
    const spread = action('b', 'Spread over this scene')
    const [commands] = paletteGroups('sp', source([split, spread]))
    expect(commands?.items.map((item) => item.label)).toEqual(['Spread over this scene', 'Split clip'])
    expect(commands?.items[1]?.reason).toBe('Nothing under the playhead')
  })

  test('what was used last comes first among equals', () => {
    const [commands] = paletteGroups(
      'add',
      source([action('a', 'Add clip'), action('b', 'Add scene')], { recent: ['b'] }),
    )
    expect(commands?.items.map((item) => item.label)).toEqual(['Add scene', 'Add clip'])
  })

  test('> shows commands only, and all of them', () => {
    const many = Array.from({ length: 20 }, (_, at) => action(`many.${at}`, `Command ${at}`))
    const groups = labels(paletteGroups('>', source([...many, ...actions], { films: [film('f', 'Film')] })))
    expect(groups['Commands']).toHaveLength(22)
    expect(groups['Go to']).toBeUndefined()
  })

  test('a place is a time or a bar', () => {
    const rate = { num: 24, den: 1 }
    const music = { bpm: 120, firstBeatSeconds: 0.5, beatsPerBar: 4 }
    expect(readPlace('1:02', rate, null)).toBe(62 * 24)
    expect(readPlace('1:02:14', rate, null)).toBe(62 * 24 + 14)
    expect(readPlace('1:02:24', rate, null)).toBeNull()
    expect(readPlace('b3', rate, music)).toBe(Math.round(4.5 * 24))
    expect(readPlace('b3', rate, null)).toBeNull()
    expect(readPlace('soon', rate, music)).toBeNull()
  })
})
