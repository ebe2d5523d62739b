import * as Y from 'yjs'
import { migrate, schemaStanding } from './migrations.ts'
import { openProjectDoc } from './project-doc.ts'
import { RecordCache } from './record-cache.ts'
import { orderedSceneIds, storyClipIds } from './selectors.ts'

/** A film's two documents from outside, decoded, brought up to this version and encoded anew. */
export interface ForeignFilm {
  /** The project document as one Yjs update (V1). */
  readonly document: Uint8Array
  /** The review document as one Yjs update (V1). */
  readonly review: Uint8Array
  readonly facts: ForeignFilmFacts
}

/** What can be said of a film from outside before it is brought in. */
export interface ForeignFilmFacts {
  readonly name: string
  readonly sceneCount: number
  readonly clipCount: number
  /** Takes that are not in the trash. */
  readonly takeCount: number
  readonly inTrash: boolean
}

/** Why documents from outside are not taken: not decodable, no film in them, or a newer version's film. */
export type ForeignFilmProblem = 'unreadable' | 'no-film' | 'newer'

/**
 * More pieces than a document of years has. V2 writes runs, so a few bytes can claim billions of pieces: without a limit
 * they would be made before anything else could be looked at.
 */
const MOST_PIECES = 1_000_000

/** Decodes as Yjs does, and stops where a document claims to be of more than so many pieces. */
function boundedDecoder(mostPieces: number): typeof Y.UpdateDecoderV2 {
  let left = mostPieces
  return class extends Y.UpdateDecoderV2 {
    /** Read once for each piece. */
    override readInfo(): number {
      left -= 1
      if (left < 0) throw new Error('this document claims too many pieces')
      return super.readInfo()
    }
  }
}

/**
 * Reads a film's documents (Yjs V2) that come from outside. It throws nothing, and may take seconds on bytes that were made
 * to: call it where that keeps nobody waiting.
 */
export function readForeignFilm(
  document: Uint8Array,
  review: Uint8Array,
  mostPieces = MOST_PIECES,
): ForeignFilm | ForeignFilmProblem {
  const project = decode(document, mostPieces)
  const marks = decode(review, mostPieces)
  if (!project || !marks) return 'unreadable'
  const doc = openProjectDoc(project)
  const standing = schemaStanding(doc)
  if (standing === 'newer') return 'newer'
  if (standing === 'empty') return 'no-film'
  migrate(doc)
  const cache = new RecordCache(doc)
  const snapshot = cache.snapshot()
  cache.destroy()
  return {
    document: Y.encodeStateAsUpdate(project),
    review: Y.encodeStateAsUpdate(marks),
    facts: {
      name: snapshot.project.name,
      sceneCount: orderedSceneIds(snapshot).length,
      clipCount: storyClipIds(snapshot).length,
      takeCount: [...snapshot.takes.values()].filter((take) => take.deletedAt === null).length,
      inTrash: snapshot.project.deletedAt !== null,
    },
  }
}

function decode(bytes: Uint8Array, mostPieces: number): Y.Doc | null {
  const ydoc = new Y.Doc()
  try {
    Y.applyUpdateV2(ydoc, bytes, null, boundedDecoder(mostPieces))
    return ydoc
  } catch {
    return null
  }
}
