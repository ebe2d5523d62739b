import type { LeaseStore } from '../lease-store.ts'

/** Leases in memory, for several servers in one process: a test's. */
export function memoryLeaseStore(): LeaseStore {
  const leases = new Map<string, { readonly holder: string; readonly endsAt: number }>()
  return {
    async acquire(name, holder, forMs) {
      const now = performance.now()
      const lease = leases.get(name)
      if (lease && lease.holder !== holder && lease.endsAt > now) return false
      leases.set(name, { holder, endsAt: now + forMs })
      return true
    },
    async release(name, holder) {
      if (leases.get(name)?.holder === holder) leases.delete(name)
    },
  }
}
