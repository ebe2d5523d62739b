import { writable } from '../session/store.ts'
import type { Readable } from '../session/store.ts'

/** Whether this tab speaks for all tabs of the browser. */
export type TabRole = 'leader' | 'follower'

/** The lock manager's one method that is needed; `navigator.locks` in the product. */
export type RequestLock = (name: string, options: { signal: AbortSignal }, hold: () => Promise<void>) => Promise<void>

/** Leadership of this tab. The oldest tab leads; when it closes, crashes included, the next takes over. */
export interface TabLeader extends Readable<TabRole> {
  /** Gives leadership up, or stops waiting for it. */
  close(): void
}

/** Takes part in the choice of one leading tab, by holding a lock that only one tab can hold. */
export function electTabLeader(name: string, request: RequestLock): TabLeader {
  const role = writable<TabRole>('follower')
  const ended = new AbortController()
  const untilClosed = new Promise<void>((resolve) => ended.signal.addEventListener('abort', () => resolve()))
  request(name, { signal: ended.signal }, async () => {
    role.set('leader')
    await untilClosed
  }).catch((error: unknown) => {
    // Ending the wait for the lock is how `close` works, and no fault.
    if (!ended.signal.aborted) throw error
  })
  return {
    get: role.get,
    subscribe: role.subscribe,
    close: () => {
      ended.abort()
      role.set('follower')
    },
  }
}

/**
 * The browser's lock manager. Pages without https have none: there every tab leads, which costs a connection each and
 * is safe, because all that a leader sends may come twice.
 */
export const browserLocks: RequestLock = async (name, options, hold) => {
  const { locks } = navigator as { locks?: LockManager }
  if (locks) await locks.request(name, options, hold)
  else await hold()
}
