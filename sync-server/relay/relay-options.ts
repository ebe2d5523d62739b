import type { AwarenessLimits } from './room-awareness.ts'

/** What the relay holds itself and its peers to. */
export interface RelayOptions {
  /** Bytes of one frame; a larger one closes its connection. */
  readonly maxFrameBytes: number
  /** Bytes that may wait for a slow reader before it is closed. */
  readonly maxBufferedBytes: number
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
}

/** Fit for a film crew; tests shorten the times. */
export const DEFAULT_RELAY_OPTIONS: RelayOptions = {
  maxFrameBytes: 16 * 1024 * 1024,
  maxBufferedBytes: 32 * 1024 * 1024,
  awareness: { stateBytes: 16 * 1024, idsPerConnection: 8 },
  awarenessTickMs: 30,
  pingMs: 15_000,
  idleMs: 30_000,
  openDocuments: 16,
  compactAfter: { updates: 2000, bytes: 256 * 1024, share: 0.5 },
}
