import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editPrompt } from '#shared/commands/clip-commands.ts'
import { contentOfRoots, readContent } from '#shared/document/film-content.ts'
import { fingerprintOf, hashOfState } from '#shared/document/versions/fingerprint.ts'
import { aFilm } from '#shared/testing/builders.ts'
import { stateOfPieces } from '#shared/testing/state-of-pieces.ts'
import { packState, unpackState } from './pack-state.ts'
import { readStateApart } from './state-thread.ts'

/** A film, and the updates that it came to be by. */
function filmByUpdates(clips: number): { ydoc: Y.Doc; updates: Uint8Array[]; content: unknown } {
  const { doc, context, clipIds } = aFilm([clips])
  const updates = [Y.encodeStateAsUpdate(doc.ydoc)]
  doc.ydoc.on('update', (update: Uint8Array) => updates.push(update))
  for (const id of clipIds) editPrompt(doc, { id, field: 'imagePrompt', text: 'Rain on the pier' }, context)
  editPrompt(doc, { id: clipIds[0]!, field: 'imagePrompt', text: 'Fog' }, context)
  return { ydoc: doc.ydoc, updates, content: readContent(doc) }
}

describe('states apart from the event loop', () => {
  test('small or large, a state reads as its document does', async () => {
    for (const clips of [3, 120]) {
      const { ydoc, updates, content } = filmByUpdates(clips)
      const state = await readStateApart({ encoding: 1, updates }, 'content', true)
      expect(contentOfRoots(state.roots)).toEqual(content)
      const update = await unpackState(await packState(state.update))
      const again = await readStateApart({ encoding: 2, update }, 'content', true)
      expect(contentOfRoots(again.roots)).toEqual(content)
      expect(Y.decodeStateVector(again.stateVector)).toEqual(Y.decodeStateVector(Y.encodeStateVector(ydoc)))
    }
  })

  test('a fingerprint is the same on every replica and in every encoding, and another for each change', async () => {
    const { ydoc, updates } = filmByUpdates(3)
    const state = await readStateApart({ encoding: 1, updates: updates.toReversed() }, 'content', true)
    expect(hashOfState(state.ingredients)).toBe(fingerprintOf(ydoc))
    const kept = await readStateApart({ encoding: 2, update: state.update }, 'content', false)
    expect(hashOfState(kept.ingredients)).toBe(fingerprintOf(ydoc))
    ydoc.getMap('meta').delete('description')
    expect(fingerprintOf(ydoc)).not.toBe(hashOfState(state.ingredients))
  })

  test('what is no state is refused, also where a few bytes claim two thousand million pieces', async () => {
    const few = await readStateApart({ encoding: 2, update: stateOfPieces(1000) }, 'content', false)
    expect(few.roots.meta).toEqual({})
    await expect(readStateApart({ encoding: 2, update: stateOfPieces(2 ** 31 - 1) }, 'content', false)).rejects.toThrow(
      'pieces',
    )
    await expect(
      readStateApart({ encoding: 2, update: Uint8Array.of(1, 2, 3) }, 'content', false),
    ).rejects.toBeInstanceOf(Error)
    await expect(unpackState(Uint8Array.of(1, 2, 3))).rejects.toThrow('header')
    await expect(unpackState(await packState(new Uint8Array(65 * 1024 * 1024)))).rejects.toThrow('larger than')
  })
})
