import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addClip, editPrompt, renameClip, setClipLength, setClipSettings } from '../commands/clip-commands.ts'
import { starTakes } from '../commands/review-commands.ts'
import { addScene, moveScene, updateScene } from '../commands/scene-commands.ts'
import { addTake, trashTake } from '../commands/take-commands.ts'
import { aFilm, aTake, randomUuid } from '../testing/builders.ts'
import { connectPeers, type Peer } from '../testing/peers.ts'
import { randomEdit } from '../testing/random-edits.ts'
import { seededRandom } from '../util/random.ts'
import { RecordCache } from './record-cache.ts'
import { readClip, readScene, readTake } from './records.ts'
import { openReviewDoc } from './review-doc.ts'
import { projectHistory, reviewHistory, UndoHistory } from './undo.ts'

interface Person extends Peer {
  readonly history: UndoHistory
  readonly clock: { now: number }
}

function people(count: number, seed = 3): { persons: Person[]; settle: () => void } {
  const film = aFilm([2, 1])
  const network = connectPeers(seed, count, Y.encodeStateAsUpdate(film.doc.ydoc))
  const persons = network.peers.map((peer) => {
    const clock = { now: 0 }
    const { doc } = peer
    const history = new UndoHistory([projectHistory(doc)], peer.context.origin, () => clock.now)
    return { ...peer, history, clock }
  })
  return { persons, settle: network.settle }
}

const firstClip = (person: Person): string =>
  [...person.doc.clips.keys()].find((id) => readClip(person.doc, id)?.name === 'Clip 1.1')!
const step = (label: string, mergeKey: string | null = null): { label: string; mergeKey: string | null } => ({
  label,
  mergeKey,
})

describe('steps', () => {
  test('[D42] commands are steps of their own; typing in one text merges while it goes on', () => {
    const [me] = people(1).persons as [Person]
    const id = firstClip(me)
    me.history.record(step('Rename'), () => renameClip(me.doc, { id, name: 'One' }, me.context))
    me.history.record(step('Length'), () => setClipLength(me.doc, { ids: [id], length: 9 }, me.context))
    for (const text of ['n', 'ne', 'neon']) {
      me.history.record(step('Typing', `${id}.imagePrompt`), () =>
        editPrompt(me.doc, { id, field: 'imagePrompt', text }, me.context),
      )
      me.clock.now += 200
    }
    me.clock.now += 2000
    me.history.record(step('Typing', `${id}.imagePrompt`), () =>
      editPrompt(me.doc, { id, field: 'imagePrompt', text: 'neon rain' }, me.context),
    )
    expect(me.history.undo()).toBe('Typing')
    expect(readClip(me.doc, id)?.imagePrompt).toBe('neon')
    me.history.undo()
    expect(readClip(me.doc, id)?.imagePrompt).toBe('')
    expect(me.history.state()).toEqual({ undo: 'Length', redo: 'Typing' })
    expect([me.history.undo(), me.history.undo(), me.history.undo()]).toEqual(['Length', 'Rename', null])
    expect(readClip(me.doc, id)).toMatchObject({ name: 'Clip 1.1', length: 48 })
    while (me.history.redo() !== null) expect(me.history.state().undo).not.toBeNull()
    expect(readClip(me.doc, id)).toMatchObject({ name: 'One', length: 9, imagePrompt: 'neon rain' })
  })

  test('a new edit forgets what was taken back', () => {
    const [me] = people(1).persons as [Person]
    const id = firstClip(me)
    me.history.record(step('Rename'), () => renameClip(me.doc, { id, name: 'One' }, me.context))
    me.history.undo()
    me.history.record(step('Length'), () => setClipLength(me.doc, { ids: [id], length: 9 }, me.context))
    expect(me.history.redo()).toBeNull()
    expect(me.history.state()).toEqual({ undo: 'Length', redo: null })
  })

  test('[D44] a project and its review share one history', () => {
    const { doc, context, clipIds } = aFilm([1])
    const review = openReviewDoc(new Y.Doc())
    const history = new UndoHistory([projectHistory(doc), reviewHistory(review)], context.origin, () => 0)
    const takeId = randomUuid(seededRandom(4))
    history.record(step('Rename'), () => renameClip(doc, { id: clipIds[0]!, name: 'One' }, context))
    history.record(step('Star'), () => starTakes(review, { takeIds: [takeId], on: true }, context))
    history.record(step('Length'), () => setClipLength(doc, { ids: [clipIds[0]!], length: 9 }, context))
    expect([history.undo(), history.undo()]).toEqual(['Length', 'Star'])
    expect(review.stars.size).toBe(0)
    expect(readClip(doc, clipIds[0]!)?.name).toBe('One')
    expect([history.redo(), history.redo()]).toEqual(['Star', 'Length'])
    expect(review.stars.has(takeId)).toBe(true)
  })
})

describe('other people', () => {
  test('[D41] undoing an added clip sends it to the trash with what others wrote into it', () => {
    const { persons, settle } = people(2)
    const [me, rin] = persons as [Person, Person]
    const sceneId = [...me.doc.scenes.keys()][0]!
    const id = me.history.record(step('Add clip'), () => addClip(me.doc, { sceneId, name: 'New' }, me.context))
    settle()
    editPrompt(rin.doc, { id, field: 'imagePrompt', text: 'Rin was here' }, rin.context)
    settle()
    expect(me.history.undo()).toBe('Add clip')
    settle()
    expect(readClip(rin.doc, id)).toMatchObject({ name: 'New', imagePrompt: 'Rin was here' })
    expect(readClip(rin.doc, id)?.deletedAt).not.toBeNull()
    expect(me.history.redo()).toBe('Add clip')
    settle()
    expect(readClip(rin.doc, id)).toMatchObject({ imagePrompt: 'Rin was here', deletedAt: null })
    expect(me.history.undo()).toBe('Add clip')
    expect(readClip(me.doc, id)?.deletedAt).not.toBeNull()
  })

  test('[D41] undoing an added take trashes the record', () => {
    const [me] = people(1).persons as [Person]
    const clipId = firstClip(me)
    const id = randomUuid(seededRandom(8))
    me.history.record(step('Add take'), () => addTake(me.doc, { take: aTake(clipId, id) }, me.context))
    me.history.undo()
    expect(new RecordCache(me.doc).snapshot().takes.get(id)?.deletedAt).not.toBeNull()
    me.history.redo()
    expect(new RecordCache(me.doc).snapshot().takes.get(id)?.deletedAt).toBeNull()
  })

  test('[D41] undoing the deletion of a take is no undoing of its creation: it is back', () => {
    const [me] = people(1).persons as [Person]
    const id = randomUuid(seededRandom(8))
    addTake(me.doc, { take: aTake(firstClip(me), id) }, me.context)
    me.history.record(step('Delete take'), () => trashTake(me.doc, { id }, me.context))
    me.history.undo()
    expect(readTake(me.doc, id)?.deletedAt).toBeNull()
    me.history.redo()
    expect(readTake(me.doc, id)?.deletedAt).not.toBeNull()
  })

  test('[D40] undo leaves a value that somebody else has set since', () => {
    const { persons, settle } = people(2)
    const [me, rin] = persons as [Person, Person]
    const id = firstClip(me)
    me.history.record(step('Length'), () => setClipLength(me.doc, { ids: [id], length: 9 }, me.context))
    settle()
    setClipLength(rin.doc, { ids: [id], length: 77 }, rin.context)
    settle()
    me.history.undo()
    settle()
    expect(readClip(me.doc, id)?.length).toBe(77)
    expect(readClip(rin.doc, id)?.length).toBe(77)
  })

  test('[D40] [D30] any undo and redo among random edits keeps what the others did', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const { persons, settle } = people(2, seed)
        const [me, rin] = persons as [Person, Person]
        const random = seededRandom(seed)
        const sceneId = [...me.doc.scenes.keys()].toSorted()[0]!
        // What Rin alone writes, step by step, must always read as she left it.
        let part = ''
        let typed = ''
        let steps = 0
        const shared = addClip(rin.doc, { sceneId, name: 'Shared' }, rin.context)
        settle()
        for (let n = 0; n < 40; n += 1) {
          const chance = random()
          if (chance < 0.3) {
            me.history.record(step('Edit'), () => randomEdit(me.doc, random, me.context))
          } else if (chance < 0.45) {
            me.history.record(step('Settings'), () => {
              const clip = readClip(me.doc, shared)
              return (
                clip?.deletedAt === null && setClipSettings(me.doc, { ids: [shared], settings: { cfg: n } }, me.context)
              )
            })
          } else if (chance < 0.6) me.history.undo()
          else if (chance < 0.7) me.history.redo()
          else if (readScene(rin.doc, sceneId)?.deletedAt === null && readClip(rin.doc, shared)?.deletedAt === null) {
            part = `Part ${n}`
            typed += `${n} `
            steps = 1 + n
            updateScene(rin.doc, { id: sceneId, part }, rin.context)
            editPrompt(rin.doc, { id: shared, field: 'negativePrompt', text: typed }, rin.context)
            setClipSettings(rin.doc, { ids: [shared], settings: { seed: n } }, rin.context)
          }
          settle()
        }
        expect(readScene(me.doc, sceneId)?.part).toBe(part)
        expect(readClip(me.doc, shared)?.negativePrompt).toBe(typed)
        expect(readClip(me.doc, shared)?.settings.seed).toBe(steps === 0 ? undefined : steps - 1)
        expect(new RecordCache(me.doc).snapshot().clips).toEqual(new RecordCache(rin.doc).snapshot().clips)
      }),
      { numRuns: 60, seed: 5 },
    )
  })

  test('[D43] a step without effect is passed over', () => {
    const { persons, settle } = people(2)
    const [me, rin] = persons as [Person, Person]
    const id = firstClip(me)
    me.history.record(step('Rename'), () => renameClip(me.doc, { id, name: 'Mine' }, me.context))
    me.history.record(step('Type'), () => editPrompt(me.doc, { id, field: 'imagePrompt', text: 'fog' }, me.context))
    settle()
    editPrompt(rin.doc, { id, field: 'imagePrompt', text: '' }, rin.context)
    settle()
    expect(me.history.undo()).toBe('Rename')
    expect(readClip(me.doc, id)?.name).toBe('Clip 1.1')
    expect(me.history.state().undo).toBeNull()
  })

  test('[D40] moving a scene back leaves one that somebody else added', () => {
    const { persons, settle } = people(2)
    const [me, rin] = persons as [Person, Person]
    const [first, second] = [...me.doc.scenes.keys()]
    me.history.record(step('Move'), () => moveScene(me.doc, { id: second!, beforeId: first! }, me.context))
    settle()
    const added = addScene(rin.doc, { name: 'Rin adds', afterId: second! }, rin.context)
    settle()
    me.history.undo()
    settle()
    expect(readScene(me.doc, added)).toMatchObject({ name: 'Rin adds', deletedAt: null })
  })
})
