import type { Readable } from '../session/store.ts'

/** How this tab stands to what the browser keeps. */
export type DatabaseStanding =
  /** Reads and writes. */
  | 'current'
  /** A newer version of the app keeps it: this tab reads, and writes nothing. */
  | 'newer'
  /** A newer version took it over while this tab was open: it neither reads nor writes any more. */
  | 'superseded'
  /** A person has it cleared: whatever this tab still holds is let go. */
  | 'cleared'

/** What becomes of the browser's database while the app is open. */
export interface DatabaseLife {
  readonly standing: Readable<DatabaseStanding>
  /** Calls back when what was stored has gone, by another tab, the browser or its settings. Returns the way to stop. */
  onLost(listener: () => void): () => void
}
