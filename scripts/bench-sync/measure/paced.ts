import { setTimeout as sleep } from 'node:timers/promises'

/** Calls `act` `count` times, evenly spread at `perSecond`; what a late timer missed is made up for at once. */
export async function paced(count: number, perSecond: number, act: (n: number) => void): Promise<void> {
  const startedAt = performance.now()
  for (let n = 0; n < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) * perSecond) / 1000) + 1)
    while (n < due) act(n++)
    const next = startedAt + (n * 1000) / perSecond
    if (n < count) await sleep(Math.max(0, next - performance.now()))
  }
}
