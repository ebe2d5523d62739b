import * as Y from 'yjs'
import { readMarks } from '#shared/commands/review-commands.ts'
import type { TakeMarks } from '#shared/commands/review-commands.ts'
import { openProjectDoc } from '#shared/document/project-doc.ts'
import { RecordCache } from '#shared/document/record-cache.ts'
import type { ProjectSnapshot } from '#shared/document/record-cache.ts'
import { openReviewDoc } from '#shared/document/review-doc.ts'

/** A film as it was at one moment: what is edited later does not reach it. */
export interface FrozenFilm {
  readonly snapshot: ProjectSnapshot
  readonly marks: TakeMarks
  /** The whole project document in Yjs's V2 encoding. */
  readonly document: Uint8Array
  /** The whole review document in Yjs's V2 encoding. */
  readonly review: Uint8Array
}

/** Takes a film's two documents as they are now. */
export function freezeFilm(project: Y.Doc, review: Y.Doc): FrozenFilm {
  const cache = new RecordCache(openProjectDoc(project))
  const snapshot = cache.snapshot()
  cache.destroy()
  return {
    snapshot,
    marks: readMarks(openReviewDoc(review)),
    document: Y.encodeStateAsUpdateV2(project),
    review: Y.encodeStateAsUpdateV2(review),
  }
}
