import { describe, expect, test, vi } from 'vitest'
import { editPrompt, renameClip, setClipLength, trashClips } from '#shared/commands/clip-commands.ts'
import { CommandError } from '#shared/commands/command.ts'
import { starTakes } from '#shared/commands/review-commands.ts'
import { addScene } from '#shared/commands/scene-commands.ts'
import { storyClips } from '#shared/document/selectors.ts'
import { CloseCode } from '#shared/protocol/relay-messages.ts'
import { aFilm } from '../testing/a-film.ts'
import { fakeRelay } from '../testing/fake-relay.ts'
import { createTestServices } from '../testing/test-services.ts'
import { commandLabel } from './project-session.ts'

const TAKE = '0b6b7a3e-6a55-4b7a-9b43-1f5e6a7c8d90'

async function twoPeople() {
  const clock = { time: Date.parse('2026-03-01T12:00:00Z') }
  const relay = fakeRelay(() => clock.time)
  const mine = await createTestServices({ relay, seed: 1, clock })
  const theirs = await createTestServices({ relay, seed: 2, clock })
  const film = await aFilm(mine.services)
  const other = await theirs.services.projects.open(film.session.projectId)
  return { relay, mine, theirs, ...film, other }
}

describe('an open film', () => {
  test('is on this device after it was closed, with its view', async () => {
    const { services } = await createTestServices()
    const { session, clipIds } = await aFilm(services)
    session.view.selectClips([clipIds[1]!])
    session.view.playhead.set(48)
    session.view.setPanelSize('scenes', 260)
    await session.close()
    const again = await services.projects.open(session.projectId)
    expect(storyClips(again.records.get()).map(({ id }) => id)).toEqual(clipIds)
    expect(again.view.get()).toMatchObject({ selectedClipIds: [clipIds[1]], panelSizes: { scenes: 260 } })
    expect(again.view.playhead.get()).toBe(48)
  })

  test('a refused command says why and adds no step', async () => {
    const { services } = await createTestServices()
    const { session } = await aFilm(services)
    const before = session.undoState.get()
    expect(() => session.run(renameClip, { id: TAKE, name: 'x' })).toThrow(CommandError)
    expect(session.undoState.get()).toEqual(before)
  })

  test('edits of one person reach another at once', async () => {
    const { session, other, clipIds } = await twoPeople()
    session.run(renameClip, { id: clipIds[0]!, name: 'Umbrella' })
    expect(other.records.get().clips.get(clipIds[0]!)?.name).toBe('Umbrella')
    session.run(starTakes, { takeIds: [TAKE], on: true })
    expect(other.marks.get().stars.has(TAKE)).toBe(true)
  })

  test('shows who else is here, what they select, and forgets them when they leave', async () => {
    const { session, other, clipIds, mine } = await twoPeople()
    // Presence travels by the socket, which the fake line does not carry: it is handed over as the socket would.
    const { encodeAwarenessUpdate, applyAwarenessUpdate } = await import('y-protocols/awareness')
    other.view.selectClips([clipIds[0]!])
    other.presence.setPage('edit')
    const send = (): void =>
      applyAwarenessUpdate(
        session.projectSync.awareness,
        encodeAwarenessUpdate(other.projectSync.awareness, [other.projectSync.awareness.clientID]),
        'relay',
      )
    send()
    expect(session.presence.get()).toMatchObject([{ page: 'edit', clipIds: [clipIds[0]] }])
    other.projectSync.awareness.setLocalState(null)
    send()
    expect(session.presence.get()).toEqual([])
    expect(mine.services.profile.get().name).toMatch(/^Guest \d+$/)
  })
})

describe('undo', () => {
  test('goes back and forth over film and review in the order of the steps', async () => {
    const { services } = await createTestServices()
    const { session, clipIds } = await aFilm(services)
    const id = clipIds[0]!
    session.run(renameClip, { id, name: 'One' })
    session.run(starTakes, { takeIds: [TAKE], on: true })
    session.run(setClipLength, { ids: [id], length: 12 })
    expect(session.undoState.get().undo).toBe('Set length')
    session.undo()
    expect(session.undo()).toBe('Star take')
    expect(session.marks.get().stars.size).toBe(0)
    session.undo()
    expect(session.records.get().clips.get(id)?.name).toBe('Clip 1')
    expect(session.redo()).toBe('Rename clip')
    session.redo()
    expect(session.marks.get().stars.has(TAKE)).toBe(true)
  })

  test('typing in one text is one step a second; another text begins a new one', async () => {
    const { services, time } = await createTestServices()
    const { session, clipIds } = await aFilm(services)
    const type = (text: string, field: 'imagePrompt' | 'videoPrompt'): void =>
      session.run(editPrompt, { id: clipIds[0]!, field, text }, { label: 'Typing', mergeKey: `text:${field}` })
    type('r', 'imagePrompt')
    time.time += 900
    type('ra', 'imagePrompt')
    type('s', 'videoPrompt')
    session.undo()
    expect(session.records.get().clips.get(clipIds[0]!)).toMatchObject({ imagePrompt: 'ra', videoPrompt: '' })
    session.undo()
    expect(session.records.get().clips.get(clipIds[0]!)?.imagePrompt).toBe('')
  })

  test('several commands in a group are one step', async () => {
    const { services } = await createTestServices()
    const { session, clipIds } = await aFilm(services)
    session.group('Tidy up', () => {
      session.run(renameClip, { id: clipIds[0]!, name: 'A' })
      session.run(renameClip, { id: clipIds[1]!, name: 'B' })
    })
    expect(session.undo()).toBe('Tidy up')
    expect(storyClips(session.records.get()).map(({ name }) => name)).toEqual(['Clip 1', 'Clip 2'])
  })

  test('goes on after the film was closed and opened again, also when it was folded meanwhile', async () => {
    const { services } = await createTestServices()
    const { session, clipIds } = await aFilm(services)
    const id = clipIds[0]!
    session.run(editPrompt, { id, field: 'imagePrompt', text: 'A woman walks in rain.' })
    session.run(editPrompt, { id, field: 'imagePrompt', text: 'A woman.' })
    session.run(renameClip, { id, name: 'Umbrella' })
    session.run(trashClips, { ids: [clipIds[1]!] })
    session.undo()
    await session.projectSync.stored.compact()
    await session.close()
    const again = await services.projects.open(session.projectId)
    const clip = () => again.records.get().clips.get(id)
    expect(again.undoState.get()).toEqual({ undo: 'Rename clip', redo: 'Trash clip' })
    again.undo()
    expect(clip()?.name).not.toBe('Umbrella')
    again.undo()
    expect(clip()?.imagePrompt).toBe('A woman walks in rain.')
    again.undo()
    expect(clip()?.imagePrompt).toBe('')
    again.redo()
    again.redo()
    again.redo()
    again.redo()
    expect(clip()).toMatchObject({ name: 'Umbrella', imagePrompt: 'A woman.' })
    expect(storyClips(again.records.get())).toHaveLength(1)
  })

  test('never takes back what somebody else did', async () => {
    const { session, other, clipIds } = await twoPeople()
    session.run(renameClip, { id: clipIds[0]!, name: 'Mine' })
    other.run(renameClip, { id: clipIds[1]!, name: 'Theirs' })
    other.run(addScene, { name: 'Their scene' })
    while (session.undo() !== null);
    expect(session.records.get().clips.get(clipIds[1]!)?.name).toBe('Theirs')
    expect([...session.records.get().scenes.values()].map(({ name }) => name)).toContain('Their scene')
  })
})

describe('how saving stands', () => {
  test('counts what waits while the line is cut and settles when it is back', async () => {
    const { relay, session, other, clipIds } = await twoPeople()
    expect(session.saveState.get().kind).toBe('synced')
    relay.drop()
    expect(session.saveState.get().kind).toBe('reconnecting')
    session.run(renameClip, { id: clipIds[0]!, name: 'Umbrella' })
    session.run(trashClips, { ids: [clipIds[1]!] })
    relay.restore()
    expect(session.saveState.get()).toMatchObject({ kind: 'synced', label: 'Synced' })
    expect(other.records.get().clips.get(clipIds[0]!)?.name).toBe('Umbrella')
  })

  test('reads "Offline, n waiting" without a network, and "On this device" where no server was ever seen', async () => {
    const relay = fakeRelay()
    const { services, online } = await createTestServices({ relay })
    const { session, clipIds } = await aFilm(services)
    relay.drop()
    online.set(false)
    session.run(renameClip, { id: clipIds[0]!, name: 'Umbrella' })
    expect(session.saveState.get().label).toBe('Offline, 1 waiting')

    const never = fakeRelay()
    never.drop()
    const alone = await createTestServices({ relay: never })
    expect((await aFilm(alone.services)).session.saveState.get().label).toBe('On this device')
  })

  test('a refusal of the server and a full disk are said with what is safe', async () => {
    const { relay, session, mine, clipIds } = await twoPeople()
    relay.refuse(CloseCode.storageFailed)
    expect(session.saveState.get()).toMatchObject({ kind: 'cant-sync', label: 'Can’t sync' })
    session.runSaveAction('try-now')
    expect(session.saveState.get().kind).toBe('synced')
    mine.store.failWith = new DOMException('no room', 'QuotaExceededError')
    session.run(renameClip, { id: clipIds[0]!, name: 'x' })
    await session.flush()
    expect(session.saveState.get()).toMatchObject({ kind: 'cant-sync', label: 'Can’t save' })
  })
})

describe('storage that fails under an open film', () => {
  test('that is lost is written again, with the film’s entry in the list', async () => {
    const { services, loseStorage, catalog } = await createTestServices()
    const { session, clipIds } = await aFilm(services)
    await session.flush()
    await catalog.remove(session.projectId)
    loseStorage()
    await session.close()
    await vi.waitFor(async () => expect((await catalog.get(session.projectId))?.clipCount).toBe(2))
    const again = await services.projects.open(session.projectId)
    expect(storyClips(again.records.get()).map(({ id }) => id)).toEqual(clipIds)
  })

  test('that a newer version keeps makes the film read only, and says why', async () => {
    const { services, standing } = await createTestServices()
    const { session, clipIds } = await aFilm(services)
    standing.set('newer')
    expect(session.isFromNewer).toBe(true)
    expect(session.saveState.get().label).toBe('Reload to edit')
    expect(() => session.run(renameClip, { id: clipIds[0]!, name: 'x' })).toThrow('newer version')
  })

  test('without room begins no film, and keeps what is changed in one that is there', async () => {
    const { services, store } = await createTestServices()
    const id = await services.projects.create({ name: 'Old' })
    store.failWith = new DOMException('no room', 'QuotaExceededError')
    await expect(services.projects.create({ name: 'New' })).rejects.toThrow('no room for a new film')
    expect(services.projects.entries.get()).toHaveLength(1)
    await services.projects.archive(id, true)
    store.failWith = null
    expect((await services.projects.read(id)).project.archivedAt).not.toBeNull()
  })
})

describe('two versions of one sentence', () => {
  const prompt = (id: string, text: string) => ({ id, field: 'imagePrompt' as const, text })

  test('asks whoever comes back last, and keeps what is chosen', async () => {
    const { relay, session, other, clipIds, theirs } = await twoPeople()
    const id = clipIds[0]!
    session.run(editPrompt, prompt(id, 'A woman walks in rain. Neon behind her.'))
    relay.drop()
    session.run(editPrompt, prompt(id, 'A girl walks in rain. Neon behind her.'))
    other.run(editPrompt, prompt(id, 'A woman walks in snow. Neon behind her.'))
    relay.restore()
    expect(session.conflicts.open.get()).toEqual([])
    const [conflict] = other.conflicts.open.get()
    expect(conflict).toMatchObject({
      mine: 'A woman walks in snow. Neon behind her.',
      theirs: 'A girl walks in rain. Neon behind her.',
      merged: 'A girl walks in snow. Neon behind her.',
    })
    expect(other.saveState.get()).toMatchObject({ kind: 'two-versions', label: '2 versions' })
    await other.close()

    const again = await theirs.services.projects.open(session.projectId)
    expect(again.conflicts.open.get()).toHaveLength(1)
    await again.conflicts.resolve(conflict!.id, 'theirs')
    expect(session.records.get().clips.get(id)?.imagePrompt).toBe('A girl walks in rain. Neon behind her.')
    expect(again.conflicts.open.get()).toEqual([])
    again.undo()
    expect(session.records.get().clips.get(id)?.imagePrompt).toBe('A girl walks in snow. Neon behind her.')
  })

  test('asks nothing for different sentences, for different fields, or while both are in step', async () => {
    const { relay, session, other, clipIds } = await twoPeople()
    const id = clipIds[0]!
    session.run(editPrompt, prompt(id, 'A woman walks. Neon behind her.'))
    other.run(editPrompt, prompt(id, 'A woman runs. Neon behind her.'))
    relay.drop()
    session.run(editPrompt, prompt(id, 'A girl runs. Neon behind her.'))
    session.run(editPrompt, { ...prompt(id, 'slow'), field: 'videoPrompt' })
    other.run(editPrompt, prompt(id, 'A woman runs. Fog behind her.'))
    relay.restore()
    expect(session.conflicts.open.get()).toEqual([])
    expect(other.conflicts.open.get()).toEqual([])
    expect(session.records.get().clips.get(id)?.imagePrompt).toBe('A girl runs. Fog behind her.')
  })

  test('remembers over a reload what was changed out of step', async () => {
    const { relay, session, other, clipIds, mine } = await twoPeople()
    const id = clipIds[0]!
    session.run(editPrompt, prompt(id, 'A woman walks.'))
    relay.drop()
    session.run(editPrompt, prompt(id, 'A girl walks.'))
    await session.close()
    other.run(editPrompt, prompt(id, 'A dancer walks.'))
    relay.restore()
    const again = await mine.services.projects.open(session.projectId)
    await vi.waitFor(() => expect(again.conflicts.open.get()).toHaveLength(1))
    await again.conflicts.resolve(again.conflicts.open.get()[0]!.id, 'both')
    expect(again.records.get().clips.get(id)?.imagePrompt).toBe('A girl walks.\nA dancer walks.')
  })
})

test('a command is called by its verb', () => {
  expect(commandLabel('clip.edit-prompt')).toBe('Edit prompt')
  expect(commandLabel('clip.move')).toBe('Move clip')
  expect(commandLabel('project.archive')).toBe('Archive film')
})
