import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { aFilm } from '../testing/builders.ts'
import { stateOfPieces } from '../testing/state-of-pieces.ts'
import { seededRandom } from '../util/random.ts'
import { readForeignFilm } from './foreign-film.ts'
import { openProjectDoc } from './project-doc.ts'

const emptyReview = Y.encodeStateAsUpdateV2(new Y.Doc())

function readBack(update: Uint8Array) {
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, update)
  return openProjectDoc(ydoc)
}

describe('a film from outside', () => {
  test('comes out as it went in, with what can be said of it', () => {
    const { doc } = aFilm([2, 1])
    const film = readForeignFilm(Y.encodeStateAsUpdateV2(doc.ydoc), emptyReview)
    if (typeof film === 'string') throw new Error(film)
    expect(film.facts).toEqual({ name: 'Salt & Neon', sceneCount: 2, clipCount: 3, takeCount: 0, inTrash: false })
    expect(Y.encodeStateAsUpdateV2(readBack(film.document).ydoc)).toEqual(Y.encodeStateAsUpdateV2(doc.ydoc))
  })

  test('[D60] an older one is brought up to date', () => {
    const { doc, clipIds } = aFilm([1])
    doc.clips.get(clipIds[0]!)?.set('pin', 48)
    doc.meta.set('schemaVersion', 1)
    const film = readForeignFilm(Y.encodeStateAsUpdateV2(doc.ydoc), emptyReview)
    if (typeof film === 'string') throw new Error(film)
    const read = readBack(film.document)
    expect(read.meta.get('schemaVersion')).toBe(2)
    expect(read.clips.get(clipIds[0]!)?.get('pin')).toEqual({ frame: 48, kind: 'locked' })
  })

  test('[D61] a newer one, no film and no document are told apart', () => {
    const { doc } = aFilm([1])
    doc.meta.set('schemaVersion', 99)
    expect(readForeignFilm(Y.encodeStateAsUpdateV2(doc.ydoc), emptyReview)).toBe('newer')
    expect(readForeignFilm(emptyReview, emptyReview)).toBe('no-film')
    expect(readForeignFilm(new Uint8Array([1, 2, 3]), emptyReview)).toBe('unreadable')
    expect(readForeignFilm(Y.encodeStateAsUpdateV2(aFilm([1]).doc.ydoc), new Uint8Array())).toBe('unreadable')
  })

  test('cut off or with flipped bits it is read or refused, and nothing else happens', () => {
    const bytes = Y.encodeStateAsUpdateV2(aFilm([3]).doc.ydoc)
    const random = seededRandom(7)
    for (let round = 0; round < 150; round += 1) {
      const hurt = bytes.slice(0, round % 3 === 0 ? Math.floor(random() * bytes.length) : bytes.length)
      for (let flips = 0; flips < round % 4; flips += 1) {
        const at = Math.floor(random() * hurt.length)
        hurt[at] = (hurt[at] ?? 0) ^ (1 << Math.floor(random() * 8))
      }
      const film = readForeignFilm(hurt, emptyReview)
      expect(typeof film === 'string' ? 'refused' : film.facts.name).toBeDefined()
    }
  })

  test('a few bytes that claim two thousand million pieces are refused at once', () => {
    expect(readForeignFilm(stateOfPieces(1_000), emptyReview), 'a thousand are read').toBe('no-film')
    expect(readForeignFilm(stateOfPieces(2 ** 31 - 1), emptyReview, 20_000)).toBe('unreadable')
  })
})
