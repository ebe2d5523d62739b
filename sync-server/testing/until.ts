import { vi } from 'vitest'

/** Milliseconds that a busy machine may take for what takes an idle one a few. */
const PATIENCE_MS = 10_000

/** Resolves once `check` passes without throwing; fails with its error where that does not happen in time. */
export function until<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 10 })
}
