/** How a part of the server does: fit, fit with a limitation, or unable to do its work. */
export type PartStatus = 'ok' | 'degraded' | 'down'

/** What a part says of itself. */
export interface PartReport {
  readonly status: PartStatus
  /** One sentence for people; empty where all is well. */
  readonly detail: string
}

/** A part whose state `GET /api/v1/health` shows. */
export interface HealthPart {
  readonly name: string
  /** Whether the server is unfit without it. */
  readonly essential: boolean
  /** Looks, and may throw: that counts as down. */
  check(): Promise<PartReport>
}

/** A part's report with the milliseconds that looking took. */
export interface CheckedPart extends PartReport {
  readonly name: string
  readonly essential: boolean
  readonly latencyMs: number
}

/** Milliseconds after which a part that has not answered counts as down. */
const CHECK_TIMEOUT_MS = 3000

/** The states of all parts; other parts join by `add`. */
export class Health {
  readonly #parts: HealthPart[] = []

  add(part: HealthPart): void {
    this.#parts.push(part)
  }

  async check(): Promise<{ readonly status: PartStatus; readonly parts: readonly CheckedPart[] }> {
    const parts = await Promise.all(this.#parts.map(checkPart))
    const unfit = parts.some((part) => part.essential && part.status === 'down')
    const limited = parts.some((part) => part.status !== 'ok')
    return { status: unfit ? 'down' : limited ? 'degraded' : 'ok', parts }
  }
}

async function checkPart(part: HealthPart): Promise<CheckedPart> {
  const startedAt = performance.now()
  const report = await reportOf(part)
  const latencyMs = Math.round((performance.now() - startedAt) * 10) / 10
  return { name: part.name, essential: part.essential, ...report, latencyMs }
}

async function reportOf(part: HealthPart): Promise<PartReport> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<PartReport>((resolve) => {
    timer = setTimeout(() => resolve({ status: 'down', detail: 'It does not answer' }), CHECK_TIMEOUT_MS)
  })
  try {
    return await Promise.race([part.check(), timeout])
  } catch (error) {
    return { status: 'down', detail: error instanceof Error ? error.message : 'It failed' }
  } finally {
    clearTimeout(timer)
  }
}
