import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readCharacter, readPoolEntry, readStyle } from '../document/cast-records.ts'
import { openLibraryDoc, type LibraryDoc } from '../document/library-doc.ts'
import { LibraryCache, readLibrary } from '../document/library-cache.ts'
import { changeOrigin } from '../document/origins.ts'
import { openProjectDoc } from '../document/project-doc.ts'
import { RecordCache } from '../document/record-cache.ts'
import { readClip } from '../document/records.ts'
import { takesOfClip } from '../document/selectors.ts'
import { libraryHistory, projectHistory, UndoHistory } from '../document/undo.ts'
import { TakeFacts } from '../model/pool-entry.ts'
import { aFilm, aTake, randomUuid, testContext } from '../testing/builders.ts'
import { connectPeers } from '../testing/peers.ts'
import { seededRandom } from '../util/random.ts'
import {
  addCharacter,
  applyCharacter,
  removeCharacter,
  restoreCharacter,
  trashCharacter,
  updateCharacter,
} from './character-commands.ts'
import { CommandError } from './command.ts'
import { copyFilm } from './copy-film.ts'
import { importFilm } from './import-film.ts'
import { sendToPool, takeFromPool, trashPoolEntry } from './pool-commands.ts'
import { addPreset, addRecipe, applyPreset, applyRecipe, updatePreset } from './preset-commands.ts'
import { addStyle, setClipStyle, trashStyle, updateStyle, useStyle } from './style-commands.ts'
import { addTake } from './take-commands.ts'

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof CommandError) return error.code
    throw error
  }
  return 'done'
}

const aLibrary = (clientId = 7): LibraryDoc => {
  const ydoc = new Y.Doc()
  ydoc.clientID = clientId
  return openLibraryDoc(ydoc)
}

const NOBODY = randomUuid(seededRandom(99))

describe('making and describing', () => {
  test('[D80] what is not said of a character reads as its default, in a film and in the library alike', () => {
    const { doc, context } = aFilm([1])
    for (const home of [doc, aLibrary()]) {
      const id = addCharacter(home, { name: '  Hero ', loraPath: '/models/lora/hero.safetensors' }, context)
      expect(readCharacter(home, id)).toMatchObject({
        name: 'Hero',
        references: [],
        loraStrength: 1,
        loraPath: '/models/lora/hero.safetensors',
        sourceId: null,
        deletedAt: null,
      })
    }
  })

  test('[D21] [D25] refusals say why and leave everything byte-identical', () => {
    const { doc, clipIds, context } = aFilm([1])
    const id = addCharacter(doc, { name: 'Hero' }, context)
    const gone = addStyle(doc, { name: 'Neon' }, context)
    trashStyle(doc, { id: gone }, context)
    const before = Y.encodeStateAsUpdate(doc.ydoc)
    const clips = [...clipIds]
    expect(codeOf(() => addCharacter(doc, {}, context))).toBe('invalid')
    expect(codeOf(() => addCharacter(doc, { id, name: 'Twin' }, context))).toBe('conflict')
    expect(codeOf(() => updateCharacter(doc, { id: NOBODY, name: 'X' }, context))).toBe('not-found')
    expect(codeOf(() => applyCharacter(doc, { id: NOBODY, clipIds: clips }, context))).toBe('not-found')
    expect(codeOf(() => applyCharacter(doc, { id, clipIds: [NOBODY] }, context))).toBe('not-found')
    expect(codeOf(() => updateStyle(doc, { id: gone, name: 'X' }, context))).toBe('in-trash')
    expect(codeOf(() => useStyle(doc, { id: gone }, context))).toBe('in-trash')
    expect(codeOf(() => setClipStyle(doc, { styleId: gone, clipIds: clips }, context))).toBe('in-trash')
    expect(Y.encodeStateAsUpdate(doc.ydoc)).toEqual(before)
  })

  test('[D81] a library of a newer version refuses every command', () => {
    const library = aLibrary()
    library.ydoc.getMap('meta').set('libraryVersion', 2)
    expect(codeOf(() => addCharacter(library, { name: 'Hero' }, testContext()))).toBe('conflict')
  })

  test('[D5] fields that this version does not know stay through an edit', () => {
    const { doc, context } = aFilm([1])
    const id = addCharacter(doc, { name: 'Hero' }, context)
    doc.characters.get(id)!.set('wardrobe', ['coat'])
    updateCharacter(doc, { id, description: 'tall' }, context)
    expect(doc.characters.get(id)!.get('wardrobe')).toEqual(['coat'])
  })

  test('[D4] nonsense in one field leaves the rest of a record alone', () => {
    const { doc, context } = aFilm([1])
    const id = addStyle(doc, { name: 'Neon', params: { steps: 28 }, suffix: 'rain' }, context)
    const fields = doc.styles.get(id)!
    fields.set('model', 5)
    ;(fields.get('params') as Y.Map<unknown>).set('cfg', 'high')
    ;(fields.get('uses') as Y.Map<unknown>).set('9', -3)
    expect(readStyle(doc, id)).toMatchObject({ name: 'Neon', model: null, params: { steps: 28 }, useCount: 0 })
  })
})

describe('several people at once', () => {
  test('[D82] words, pictures and sampling values that two people change at the same time all stay', () => {
    const { doc, context } = aFilm([1])
    const hero = addCharacter(doc, { name: 'Hero', description: 'a woman', references: ['front', 'left'] }, context)
    const neon = addStyle(doc, { name: 'Neon', params: { steps: 20 } }, context)
    const network = connectPeers(3, 2, Y.encodeStateAsUpdate(doc.ydoc))
    const [me, rin] = network.peers
    updateCharacter(
      me!.doc,
      { id: hero, description: 'a tall woman', references: ['front', 'mine', 'left'] },
      me!.context,
    )
    updateCharacter(
      rin!.doc,
      { id: hero, description: 'a woman in red', references: ['front', 'left', 'hers'] },
      rin!.context,
    )
    updateStyle(me!.doc, { id: neon, params: { steps: 20, cfg: 3.5 } }, me!.context)
    updateStyle(rin!.doc, { id: neon, params: { steps: 20, sampler: 'euler' } }, rin!.context)
    network.settle()
    for (const { doc: replica } of network.peers) {
      expect(readCharacter(replica, hero)).toMatchObject({
        description: 'a tall woman in red',
        references: ['front', 'mine', 'left', 'hers'],
      })
      expect(readStyle(replica, neon)?.params).toEqual({ steps: 20, cfg: 3.5, sampler: 'euler' })
    }
  })

  test('[D83] uses of a style that are counted at the same time add up, and one that is undone counts no more', () => {
    const { doc, context } = aFilm([1])
    const neon = addStyle(doc, { name: 'Neon' }, context)
    const network = connectPeers(8, 3, Y.encodeStateAsUpdate(doc.ydoc))
    const [first] = network.peers
    const history = new UndoHistory([projectHistory(first!.doc)], first!.context.origin, () => 0)
    for (const [index, peer] of network.peers.entries())
      for (let n = 0; n <= index; n += 1) useStyle(peer.doc, { id: neon }, peer.context)
    network.settle()
    expect(network.peers.map((peer) => readStyle(peer.doc, neon)?.useCount)).toEqual([6, 6, 6])
    history.undo()
    network.settle()
    expect(network.peers.map((peer) => readStyle(peer.doc, neon)?.useCount)).toEqual([5, 5, 5])
  })

  test('[D85] two people who take one character of the library into a film have one', () => {
    const library = aLibrary()
    const hero = addCharacter(library, { name: 'Hero' }, testContext(4))
    const from = readCharacter(library, hero)!
    const { doc, clipIds } = aFilm([2])
    const network = connectPeers(5, 2, Y.encodeStateAsUpdate(doc.ydoc))
    for (const [index, peer] of network.peers.entries())
      applyCharacter(peer.doc, { id: hero, clipIds: [clipIds[index]!], from }, peer.context)
    network.settle()
    for (const { doc: replica } of network.peers) {
      expect([...replica.characters.keys()]).toEqual([hero])
      expect(readCharacter(replica, hero)).toMatchObject({ name: 'Hero', sourceId: hero })
      expect(clipIds.map((id) => readClip(replica, id)?.characterIds)).toEqual([[hero], [hero]])
    }
  })
})

describe('putting to use', () => {
  test('[D84] applying a character again writes nothing, and no prompt is touched', () => {
    const { doc, clipIds, context } = aFilm([2])
    const id = addCharacter(doc, { name: 'Hero', description: 'tall' }, context)
    applyCharacter(doc, { id, clipIds: [...clipIds] }, context)
    const once = Y.encodeStateAsUpdate(doc.ydoc)
    applyCharacter(doc, { id, clipIds: [...clipIds] }, context)
    expect(Y.encodeStateAsUpdate(doc.ydoc)).toEqual(once)
    expect(readClip(doc, clipIds[0]!)).toMatchObject({ characterIds: [id], imagePrompt: '' })
    removeCharacter(doc, { id, clipIds: [clipIds[0]!] }, context)
    expect(clipIds.map((clip) => readClip(doc, clip)?.characterIds)).toEqual([[], [id]])
  })

  test('[D85] what a film threw away comes back when it is taken from the library again', () => {
    const library = aLibrary()
    const { doc, clipIds, context } = aFilm([1])
    const hero = addCharacter(library, { name: 'Hero' }, context)
    const neon = addStyle(library, { name: 'Neon', params: { steps: 8 } }, context)
    const clips = [...clipIds]
    const from = { hero: readCharacter(library, hero)!, neon: readStyle(library, neon)! }
    applyCharacter(doc, { id: hero, clipIds: clips, from: from.hero }, context)
    setClipStyle(doc, { styleId: neon, clipIds: clips, from: from.neon }, context)
    updateCharacter(doc, { id: hero, description: 'of this film' }, context)
    trashCharacter(doc, { id: hero }, context)
    trashStyle(doc, { id: neon }, context)
    expect(codeOf(() => applyCharacter(doc, { id: hero, clipIds: clips }, context))).toBe('in-trash')
    applyCharacter(doc, { id: hero, clipIds: clips, from: from.hero }, context)
    setClipStyle(doc, { styleId: neon, clipIds: clips, from: from.neon }, context)
    expect(readCharacter(doc, hero)).toMatchObject({ description: 'of this film', deletedAt: null })
    expect(readStyle(doc, neon)).toMatchObject({ params: { steps: 8 }, useCount: 0, deletedAt: null })
  })

  test('[D86] a take goes into the pool once, and into a clip as a take of the same file, once', () => {
    const library = aLibrary()
    const { doc, clipIds, context } = aFilm([2])
    const take = aTake(clipIds[0]!, randomUuid(seededRandom(6)))
    addTake(doc, { take }, context)
    const offer = { takeId: take.id, name: '1.01 Opening', facts: TakeFacts.parse(take) }
    expect(sendToPool(library, offer, context)).toBe(true)
    expect(sendToPool(library, offer, context)).toBe(false)
    trashPoolEntry(library, { id: take.id }, context)
    const entry = () => readPoolEntry(library, take.id)!
    expect(codeOf(() => takeFromPool(doc, { entry: entry(), clipId: clipIds[1]! }, context))).toBe('in-trash')
    expect(sendToPool(library, offer, context)).toBe(true)
    const made = takeFromPool(doc, { entry: entry(), clipId: clipIds[1]! }, context)
    expect(takeFromPool(doc, { entry: entry(), clipId: clipIds[1]! }, context)).toBe(made)
    expect(takeFromPool(doc, { entry: entry(), clipId: clipIds[0]! }, context)).toBe(take.id)
    const takes = takesOfClip(new RecordCache(doc).snapshot(), clipIds[1]!)
    expect(takes).toMatchObject([{ id: made, media: take.media, recipe: take.recipe, source: take.source }])
    expect(readClip(doc, clipIds[1]!)?.selectedTakeId).toBe(made)
  })

  test('[D87] presets and recipes become the clips’ own settings; prompts only where that is wanted', () => {
    const library = aLibrary()
    const { doc, clipIds, context } = aFilm([1])
    const clips = [...clipIds]
    const preset = addPreset(library, { name: 'Quick', model: 'a.safetensors', params: { steps: 8, cfg: 1 } }, context)
    updatePreset(library, { id: preset, params: { steps: 6 } }, context)
    const recipe = addRecipe(library, { name: 'Dusk', model: 'sketch', prompt: 'a pier', seed: 7 }, context)
    const { presets, recipes } = readLibrary(library)
    applyPreset(doc, { preset: presets.get(preset)!, clipIds: clips }, context)
    expect(readClip(doc, clips[0]!)?.settings).toEqual({ model: 'a.safetensors', steps: 6 })
    applyRecipe(doc, { recipe: recipes.get(recipe)!, clipIds: clips, prompts: false }, context)
    expect(readClip(doc, clips[0]!)).toMatchObject({
      imagePrompt: '',
      settings: { kind: 'image', model: 'sketch', seed: 7 },
    })
    applyRecipe(doc, { recipe: recipes.get(recipe)!, clipIds: clips, prompts: true }, context)
    expect(readClip(doc, clips[0]!)?.imagePrompt).toBe('a pier')
  })
})

describe('history and copies', () => {
  test('[D40] [D41] undoing the making of a character moves it to the trash, also in the library', () => {
    const library = aLibrary()
    const origin = changeOrigin('user')
    const context = testContext(3, origin)
    const history = new UndoHistory([libraryHistory(library)], origin, () => 5)
    const hero = history.record({ label: 'New', mergeKey: null }, () =>
      addCharacter(library, { name: 'Hero' }, context),
    )
    history.undo()
    expect(readCharacter(library, hero)?.deletedAt).toBe(5)
    history.redo()
    expect(readCharacter(library, hero)?.deletedAt).toBeNull()
    trashCharacter(library, { id: hero }, context)
    restoreCharacter(library, { id: hero }, context)
    expect(readCharacter(library, hero)?.deletedAt).toBeNull()
  })

  test('[D50] a cache that follows a library equals one that reads it anew, and keeps what did not change', () => {
    const library = aLibrary()
    const context = testContext(3)
    const hero = addCharacter(library, { name: 'Hero' }, context)
    const cache = new LibraryCache(library)
    const before = cache.snapshot()
    const neon = addStyle(library, { name: 'Neon' }, context)
    updateStyle(library, { id: neon, suffix: 'rain' }, context)
    addPreset(library, { name: 'Quick' }, context)
    expect(cache.snapshot()).toEqual(readLibrary(library))
    expect(cache.snapshot().characters).toBe(before.characters)
    updateCharacter(library, { id: hero, description: 'tall' }, context)
    expect(cache.snapshot().characters.get(hero)?.description).toBe('tall')
  })

  test('[D88] a copy of a film has its cast, styles and pool; what came from the library keeps its id', () => {
    const library = aLibrary()
    const { doc, clipIds, context } = aFilm([1])
    const clips = [...clipIds]
    const hero = addCharacter(library, { name: 'Hero' }, context)
    const own = addCharacter(doc, { name: 'Mara', description: 'a bob', references: ['b', 'a'] }, context)
    const gone = addCharacter(doc, { name: 'Gone' }, context)
    const neon = addStyle(doc, { name: 'Neon', params: { steps: 8 } }, context)
    useStyle(doc, { id: neon }, context)
    applyCharacter(doc, { id: hero, clipIds: clips, from: readCharacter(library, hero)! }, context)
    for (const id of [own, gone]) applyCharacter(doc, { id, clipIds: clips }, context)
    setClipStyle(doc, { styleId: neon, clipIds: clips }, context)
    trashCharacter(doc, { id: gone }, context)
    const take = aTake(clips[0]!, randomUuid(seededRandom(6)))
    sendToPool(doc, { takeId: take.id, name: 'Offered', facts: TakeFacts.parse(take) }, context)

    const { film } = copyFilm(new RecordCache(doc).snapshot(), { stars: [], rejects: [] }, 'Copy', context.newId)
    const target = openProjectDoc(new Y.Doc())
    importFilm(target, film, context)
    const read = new RecordCache(target).snapshot()
    const [clip] = [...read.clips.values()]
    const cast = [...read.characters.values()]
    expect(cast.map(({ name }) => name).toSorted()).toEqual(['Hero', 'Mara'])
    expect(read.characters.get(hero)?.name).toBe('Hero')
    expect(read.characters.has(own)).toBe(false)
    expect(cast.find(({ name }) => name === 'Mara')).toMatchObject({ description: 'a bob', references: ['b', 'a'] })
    expect(clip?.characterIds.toSorted()).toEqual(cast.map(({ id }) => id).toSorted())
    expect([...read.styles.values()]).toMatchObject([
      { id: clip?.styleId, name: 'Neon', useCount: 1, params: { steps: 8 } },
    ])
    expect([...read.pool.values()]).toMatchObject([{ name: 'Offered', media: take.media }])
  })
})
