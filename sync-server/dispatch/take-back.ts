import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from '#server/observability/logger.ts'
import type { JobRecord } from '#server/storage/job-store.ts'
import type { ComfyuiBackend } from './comfyui-backend.ts'
import type { HostPool } from './host-pool.ts'
import type { JobLedger } from './job-ledger.ts'

/** Milliseconds until one that could not be taken back is looked at again. */
const AGAIN_MS = 1_000

/** What taking back uses. */
export interface TakeBackServices {
  readonly ledger: JobLedger
  readonly hosts: Pick<HostPool, 'get'>
  readonly comfyui: Pick<ComfyuiBackend, 'takeBack'>
  readonly logger: Logger
  /** Ends the watch over a job; resolves once nobody watches it any more. */
  readonly endHere: (jobId: string) => Promise<void>
  /** Hears when a job was taken back, or could not be. */
  readonly left: () => void
  /** Ends it all when the server stops. */
  readonly signal: AbortSignal
}

/** Takes back what paused hosts have not begun, so that others can run it. Rule H3 of SPEC.md. */
export class TakeBack {
  readonly #services: TakeBackServices
  /** Jobs that are being taken back. */
  readonly #under = new Set<string>()

  constructor(services: TakeBackServices) {
    this.#services = services
  }

  /** Whether a job is just being taken back; nobody else may do anything to it then. */
  has(jobId: string): boolean {
    return this.#under.has(jobId)
  }

  /** Looks for jobs to be taken back, and begins with it. */
  look(): void {
    const { ledger, hosts } = this.#services
    for (const job of ledger.open) {
      if (job.state !== 'assigned' || job.run === null || this.#under.has(job.id)) continue
      const host = hosts.get(job.hostId ?? '')
      if (!host?.record.paused || host.online !== true) continue
      this.#under.add(job.id)
      void this.#take(job, host.record.name)
    }
  }

  async #take(job: JobRecord, hostName: string): Promise<void> {
    const { comfyui, logger, signal, endHere, ledger, left } = this.#services
    try {
      if (await comfyui.takeBack(job, signal)) {
        await endHere(job.id)
        const error = { message: `${hostName} was paused before it began.`, detail: '', fix: null }
        await ledger.apply(job.id, { type: 'give-back', error, delayMs: 0 })
      } else {
        // It has just begun, or is just being sent.
        await wait(AGAIN_MS, undefined, { signal, ref: false })
      }
    } catch (error) {
      if (signal.aborted) return
      logger.warn({ job: job.id, err: error }, 'a job could not be taken back from a paused server')
      await wait(AGAIN_MS, undefined, { ref: false })
    } finally {
      this.#under.delete(job.id)
      left()
    }
  }
}
