import { setTimeout as wait } from 'node:timers/promises'
import type { SignInGuard, SignInTry } from '#server/limits/sign-in-guard.ts'
import { HttpProblem } from '../http-problem.ts'

/** Tries a password behind the guard against guessing: it hears what came of it. Throws `HttpProblem` where it is too early. */
export async function guarded<Outcome>(
  guard: SignInGuard,
  attempt: SignInTry,
  run: () => Promise<Outcome | 'wrong'>,
): Promise<Outcome | 'wrong'> {
  const { refusedMs, slowMs } = await guard.waitOf(attempt)
  if (refusedMs > 0) {
    const seconds = Math.ceil(refusedMs / 1000)
    const words = `Too many wrong passwords from here. Try again in ${seconds} s; from elsewhere nobody has to wait`
    throw new HttpProblem('too-many-requests', words, [], undefined, { 'retry-after': String(seconds) })
  }
  if (slowMs > 0) await wait(slowMs)
  const outcome = await run()
  await (outcome === 'wrong' ? guard.failed(attempt) : guard.succeeded(attempt))
  return outcome
}
