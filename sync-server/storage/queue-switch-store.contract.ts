import { expect, test } from 'vitest'
import type { QueueSwitchStore } from './queue-switch-store.ts'

/** What every driver of the queue's switch promises. */
export function describeQueueSwitchStore(
  name: string,
  open: () => Promise<{ readonly store: QueueSwitchStore; close(): Promise<void> }>,
): void {
  test(`queue switch store: ${name}: the queue runs until it is paused, and again when it is resumed`, async () => {
    const { store, close } = await open()
    const seen = [await store.isPaused()]
    for (const paused of [true, true, false]) {
      await store.setPaused(paused)
      seen.push(await store.isPaused())
    }
    await close()
    expect(seen).toEqual([false, true, true, false])
  })
}
