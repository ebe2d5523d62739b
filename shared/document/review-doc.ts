import type * as Y from 'yjs'

/** Who marked a take, and when. */
export interface TakeMark {
  readonly by: string
  readonly at: number
}

/** The typed roots of a `review/{id}` document: what reviewers may write without touching the film. */
export interface ReviewDoc {
  readonly ydoc: Y.Doc
  /** Liked takes, by take id. */
  readonly stars: Y.Map<TakeMark>
  /** Takes set aside, by take id. */
  readonly rejects: Y.Map<TakeMark>
}

/** The review roots of a Yjs document. Opening it writes nothing. */
export function openReviewDoc(ydoc: Y.Doc): ReviewDoc {
  return { ydoc, stars: ydoc.getMap('stars'), rejects: ydoc.getMap('rejects') }
}

/** The marks of all takes as plain values; replaced as a whole when one changes. */
export interface ReviewSnapshot {
  readonly stars: ReadonlySet<string>
  readonly rejects: ReadonlySet<string>
}

/** Reads all marks. */
export function readReview(doc: ReviewDoc): ReviewSnapshot {
  return { stars: new Set(doc.stars.keys()), rejects: new Set(doc.rejects.keys()) }
}
