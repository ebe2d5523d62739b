import { describe, expect, test, vi } from 'vitest'
import { addCharacter, trashCharacter, updateCharacter } from '#shared/commands/character-commands.ts'
import { editPrompt } from '#shared/commands/clip-commands.ts'
import { addStyle } from '#shared/commands/style-commands.ts'
import { must } from '#shared/util/assert.ts'
import { aFilm } from '../../testing/a-film.ts'
import { fakeRelay } from '../../testing/fake-relay.ts'
import { createTestServices } from '../../testing/test-services.ts'
import { SyncDocument } from '../../sync/sync-document.ts'
import { takeRequest } from '../request-takes.ts'
import { giveStyle, offerTakes, putInClips } from './cast-edits.ts'
import { filmHome } from './cast-home.ts'
import { LIBRARY_ROOM, StudioLibrary } from './studio-library.ts'

describe('the studio’s library', () => {
  test('nothing is read before somebody asks, and what is edited is there after a reload, offline too', async () => {
    const { services, sync, history } = await createTestServices()
    const { library, clock, profile, access } = services
    expect(library.isOpen).toBe(false)
    expect(library.records.get().characters.size).toBe(0)
    await library.open()
    const hero = library.run(addCharacter, { name: 'Hero' })
    await library.flush()
    const again = new StudioLibrary({
      sync: { ...sync, connector: fakeRelay(clock.now).connector },
      history,
      profile,
      access,
      clock,
      lend: async () => undefined,
    })
    await again.open()
    expect(again.records.get().characters.get(hero)?.name).toBe('Hero')
  })

  test('undo goes on after a reload, also when it was folded meanwhile', async () => {
    const { services, sync, history } = await createTestServices()
    const { clock, profile, access } = services
    const leave: (() => void)[] = []
    const aTab = async () => {
      const onLeave = (listener: () => void) => {
        leave.push(listener)
        return () => undefined
      }
      const library = new StudioLibrary({
        sync: { ...sync, onLeave, connector: fakeRelay(clock.now).connector },
        history,
        profile,
        access,
        clock,
        lend: async () => undefined,
      })
      await library.open()
      return library
    }
    const before = await aTab()
    const hero = before.run(addCharacter, { name: 'Hero', description: 'a tall woman' })
    before.run(updateCharacter, { id: hero, description: 'tall' }, { label: 'Change words' })
    before.run(trashCharacter, { id: hero }, { label: 'Delete Hero' })
    before.undo()
    await before.flush()
    for (const listener of leave.splice(0)) listener()
    const folding = await SyncDocument.open(LIBRARY_ROOM, sync)
    await folding.stored.compact()
    await folding.close()

    const after = await aTab()
    expect(after.undoState.get()).toEqual({ undo: 'Change words', redo: 'Delete Hero' })
    after.undo()
    expect(after.records.get().characters.get(hero)?.description).toBe('a tall woman')
    after.redo()
    after.redo()
    expect(after.records.get().characters.get(hero)).toMatchObject({ description: 'tall', deletedAt: clock.now() })
  })

  test('what is put into it is lent to the studio, once, and waits for that without a server', async () => {
    const { services, outbox } = await createTestServices()
    const { library } = services
    await library.open()
    const [face, hat] = ['a'.repeat(64), 'b'.repeat(64)]
    const hero = library.run(addCharacter, { name: 'Hero', references: [face] })
    library.run(updateCharacter, { id: hero, description: 'tall' })
    library.run(updateCharacter, { id: hero, references: [`/media/${face}`, hat, 'somewhere/else.png'] })
    await vi.waitFor(() =>
      expect(outbox.items.get().map(({ request }) => request)).toEqual([
        { kind: 'lend', sha256: face },
        { kind: 'lend', sha256: hat },
      ]),
    )
    const { session } = await aFilm(services, 1)
    filmHome(session).run(addCharacter, { name: 'Rin', references: ['c'.repeat(64)] })
    expect(outbox.items.get()).toHaveLength(2)
  })

  test('two people edit it together, and each takes back only their own', async () => {
    const relay = fakeRelay(() => 0)
    const [me, rin] = await Promise.all([1, 2].map((seed) => createTestServices({ relay, seed })))
    const [mine, hers] = [must(me, 'me').services.library, must(rin, 'Rin').services.library]
    await Promise.all([mine.open(), hers.open()])
    const hero = mine.run(addCharacter, { name: 'Hero' })
    const look = hers.run(addStyle, { name: 'Neon' })
    hers.run(updateCharacter, { id: hero, description: 'tall' })
    expect(mine.records.get().characters.get(hero)?.description).toBe('tall')
    expect(mine.records.get().styles.get(look)?.name).toBe('Neon')
    mine.undo()
    expect(hers.records.get().characters.get(hero)?.deletedAt).not.toBeNull()
    expect(hers.records.get().styles.get(look)?.deletedAt).toBeNull()
    expect(mine.undoState.get()).toEqual({ undo: null, redo: 'Add character' })
  })
})

describe('the library in a film', () => {
  test('[D85] [D93] what is put into clips comes with it and is composed into the request, which says so', async () => {
    const { services } = await createTestServices()
    const { library } = services
    await library.open()
    const hero = library.run(addCharacter, { name: 'Hero', description: 'a tall woman' })
    const neon = library.run(addStyle, {
      name: 'Neon',
      suffix: 'neon rain',
      model: 'sketch',
      params: { width: 640, height: 384 },
    })
    const { session, clipIds } = await aFilm(services, 2)
    const { characters, styles } = library.records.get()
    session.run(editPrompt, { id: clipIds[0]!, field: 'imagePrompt', text: 'a pier at dusk' })
    expect(putInClips(session, must(characters.get(hero), 'the hero'), clipIds)).toBe(true)
    expect(giveStyle(session, library, must(styles.get(neon), 'the style'), clipIds)).toBe(true)
    const snapshot = session.records.get()
    expect(snapshot.characters.get(hero)?.sourceId).toBe(hero)
    // A copy is counted where it comes from.
    expect(library.records.get().styles.get(neon)?.useCount).toBe(1)
    expect(snapshot.styles.get(neon)?.useCount).toBe(0)
    const clip = must(snapshot.clips.get(clipIds[0]!), 'the clip')
    expect(clip.imagePrompt).toBe('a pier at dusk')
    expect(takeRequest(snapshot, clip, services.models.get(), 'Me')).toMatchObject({
      prompt: 'a pier at dusk, a tall woman, neon rain',
      model: 'sketch',
      params: { width: 640, height: 384 },
      composed: {
        prompt: 'a pier at dusk',
        characters: [{ id: hero, name: 'Hero', lora: null }],
        style: { id: neon, name: 'Neon' },
      },
    })
    library.run(trashCharacter, { id: hero })
    expect(takeRequest(session.records.get(), clip, services.models.get(), 'Me').prompt).toContain('a tall woman')
    offerTakes(session, library, clipIds, false)
    expect(session.records.get().pool.size).toBe(0)
  })
})
