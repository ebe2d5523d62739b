import type { UpdateLimits } from './decoded-update.ts'
import type { AwarenessLimits } from './room-awareness.ts'

/** What the relay holds itself and its peers to. */
export interface RelayOptions {
  /** Bytes of one frame; a larger one closes its connection. */
  readonly maxFrameBytes: number
  /** Bytes that may wait for a slow reader, beside an answer, before it is closed. */
  readonly maxBufferedBytes: number
  /** What one update of a peer may cost. */
  readonly updates: UpdateLimits
  /** Bytes of answers that are made for single peers and have not been read yet, in all rooms. */
  readonly maxAnswerBytes: number
  readonly awareness: AwarenessLimits
  /** Milliseconds in which changes of awareness are gathered. */
  readonly awarenessTickMs: number
  /** Milliseconds between pings; a peer silent for two of them is dropped. */
  readonly pingMs: number
  /** Milliseconds for which an unused room, or a document opened by the server, stays in memory. */
  readonly idleMs: number
  /** Documents that the server itself may hold open at once. */
  readonly openDocuments: number
  /**
   * A room is compacted when this many updates or bytes follow its snapshot. The bytes must also be this share of the
   * snapshot: folding costs as much as the whole document, so a large one waits for more.
   */
  readonly compactAfter: { readonly updates: number; readonly bytes: number; readonly share: number }
  /** Milliseconds for which an update of another process may be on its way before the log is read for it. */
  readonly gapMs: number
  /** Milliseconds between two looks into a log that other processes write to, while they cannot tell of it. */
  readonly pollMs: number
  /** The same while they can. */
  readonly safetyPollMs: number
  /** Milliseconds after which the peers of a process that gives no sign of life are gone. */
  readonly presenceTimeoutMs: number
  /** Bytes that are told to other processes at once; of more they are told to read them from the log. */
  readonly maxPublishedBytes: number
}

/** Fit for a film crew; tests shorten the times. */
export const DEFAULT_RELAY_OPTIONS: RelayOptions = {
  maxFrameBytes: 16 * 1024 * 1024,
  maxBufferedBytes: 8 * 1024 * 1024,
  updates: { parts: 500_000, ranges: 1_000_000, newRanges: 300_000, jsonBytes: 1024 * 1024 },
  maxAnswerBytes: 32 * 1024 * 1024,
  awareness: { stateBytes: 16 * 1024, idsPerConnection: 8, idsInLife: 100 },
  awarenessTickMs: 30,
  pingMs: 15_000,
  idleMs: 30_000,
  openDocuments: 16,
  compactAfter: { updates: 2000, bytes: 256 * 1024, share: 0.5 },
  gapMs: 100,
  pollMs: 2000,
  safetyPollMs: 30_000,
  presenceTimeoutMs: 30_000,
  maxPublishedBytes: 256 * 1024,
}
