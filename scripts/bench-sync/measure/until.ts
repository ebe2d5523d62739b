import { setTimeout as sleep } from 'node:timers/promises'

/** What is waited for, for how long at most, and how often it is looked at. */
export interface Wait {
  readonly what: string
  readonly seconds: number
  readonly everyMs?: number
}

/** Resolves once `holds`; rejects, saying what was waited for, when it still does not in time. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { what, seconds, everyMs = 5 }: Wait,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`In ${seconds} s there was no sign of ${what}`)
    await sleep(everyMs)
  }
}

/** What `promise` resolves with; rejects, naming `what`, when that takes longer than `seconds`. */
export async function within<T>(promise: Promise<T>, seconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`In ${seconds} s there was no sign of ${what}`)), seconds * 1000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
