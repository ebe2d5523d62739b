import { digest } from 'lib0/hash/sha256'
import * as Y from 'yjs'

/**
 * Names a state by what it is made of, the clock of each client and what is deleted: replicas that have seen the same
 * updates give it the same name, however each of them encodes it.
 */
export function fingerprintOf(ydoc: Y.Doc): string {
  return hashOfState(Y.encodeSnapshotV2(Y.snapshot(ydoc)))
}

/** The fingerprint of a state from its clocks and deletions as `Y.encodeSnapshotV2` writes them. */
export function hashOfState(clocksAndDeletions: Uint8Array): string {
  return [...digest(clocksAndDeletions)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
