import { expect, test, vi } from 'vitest'
import { electTabLeader } from './tab-leader.ts'
import type { RequestLock } from './tab-leader.ts'

/** A lock that is handed from one holder to the next, as the browser's is. */
function aLock(): RequestLock {
  let tail: Promise<void> = Promise.resolve()
  return (_name, { signal }, hold) => {
    const turn = tail.then(() => (signal.aborted ? undefined : hold()))
    tail = turn.catch(() => undefined)
    return turn
  }
}

test('one tab leads; when it closes the next takes over', async () => {
  const lock = aLock()
  const first = electTabLeader('leader', lock)
  const second = electTabLeader('leader', lock)
  await vi.waitFor(() => expect(first.get()).toBe('leader'))
  expect(second.get()).toBe('follower')
  first.close()
  expect(first.get()).toBe('follower')
  await vi.waitFor(() => expect(second.get()).toBe('leader'))
})
