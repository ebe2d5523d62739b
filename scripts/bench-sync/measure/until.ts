import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves once `holds`; rejects when it still does not after `ms`. */
export async function until(holds: () => boolean | Promise<boolean>, ms: number, everyMs = 5): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`What was waited for did not come in ${ms / 1000} s`)
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
