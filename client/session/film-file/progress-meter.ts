/** How far a piece of work is. */
export interface WorkProgress {
  /** 0 to 1. */
  readonly fraction: number
  /** Null while it is being measured. */
  readonly secondsLeft: number | null
}

/** Before this much time has passed, a guess would only jump. */
const MEASURE_MS = 700

/** Tells how far work is from how much of it is done, in any unit. */
export function progressMeter(total: number, now: () => number): (done: number) => WorkProgress {
  const start = now()
  return (done) => {
    const passed = now() - start
    const measured = done > 0 && passed >= MEASURE_MS
    return {
      fraction: total > 0 ? Math.min(1, done / total) : 1,
      secondsLeft: measured ? ((Math.max(0, total - done) / done) * passed) / 1000 : null,
    }
  }
}
