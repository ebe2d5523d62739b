import type { Logger } from '#server/observability/logger.ts'
import type { StoredDocument } from './document-log.ts'

/** What storage asks of those who know what is inside the bytes, where a disk has damaged some of them. */
export interface DocumentJudge {
  /** Whether a snapshot is as it was written. */
  isWhole(snapshot: Uint8Array): boolean
  /** Numbers of the updates that can be used on top of the snapshot; the others build on what is lost. */
  usable(stored: Omit<StoredDocument, 'lastSeq'>): ReadonlySet<number>
}

/** What storage needs from the rest of the server to open. */
export interface StorageContext {
  readonly judge: DocumentJudge
  /** Hears in words what was found damaged, and what became of it. */
  readonly logger: Logger
  /** Milliseconds since 1970. */
  readonly now: () => number
}
