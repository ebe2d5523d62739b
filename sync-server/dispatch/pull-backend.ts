import { setTimeout as wait } from 'node:timers/promises'
import { ResultUnavailable, type Backend } from './backend.ts'
import type { JobLedger } from './job-ledger.ts'

/** What watching leases uses. */
export interface PullBackendServices {
  readonly ledger: JobLedger
  readonly now: () => number
  /** Milliseconds between two looks at a lease. */
  readonly lookMs: number
}

/**
 * Stands for the machines that fetch their jobs themselves: it sends nothing, and only sees to it that a job whose worker
 * has fallen silent goes back into the queue. Rules W3 and W4 of SPEC.md.
 */
export function pullBackend({ ledger, now, lookMs }: PullBackendServices): Backend {
  return {
    async run(job, _report, signal) {
      for (;;) {
        signal.throwIfAborted()
        const current = ledger.openJob(job.id)
        if (current?.state === 'storing') return { kind: 'finished', files: [] }
        if (!current || current.leaseEndsAt === null || current.hostId !== job.hostId) return { kind: 'called-off' }
        const restMs = current.leaseEndsAt - now()
        if (restMs <= 0) {
          const name = current.hostName ?? 'The worker'
          const message = `${name} took the job and was not heard of again.`
          return { kind: 'failed', error: { message, detail: 'Its lease has ended', fix: null }, retry: 'anywhere' }
        }
        await wait(Math.min(restMs, lookMs), undefined, { signal })
      }
    },

    open: () => Promise.reject(new ResultUnavailable('A pull worker hands in its result itself', true)),

    // The worker hears of it when it comes again, or hands in what nobody wants any more.
    async cancel() {},
  }
}
