import type { Random } from '#shared/util/random.ts'

/** Where a session gets time, names and chance from; tests pass fixed ones. */
export interface SessionClock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A fresh UUID. */
  readonly newId: () => string
  readonly random: Random
}

/** The browser's own clock and chance. */
export const browserClock: SessionClock = {
  now: () => Date.now(),
  // `randomUUID` exists only on secure origins; a server on the home network is often plain http.
  newId: () => crypto.randomUUID?.() ?? uuidFromBytes(crypto.getRandomValues(new Uint8Array(16))),
  random: () => Math.random(),
}

/** A version 4 UUID (RFC 9562 §5.4) from 16 random bytes. */
export function uuidFromBytes(bytes: Uint8Array): string {
  const set = bytes.slice()
  set[6] = (set[6]! & 0x0f) | 0x40
  set[8] = (set[8]! & 0x3f) | 0x80
  const hex = [...set].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
