import { vi } from 'vitest'

/** Tries until `check` passes, for as long as a machine busy with other tests may need. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 10_000, interval: 10 })
}
