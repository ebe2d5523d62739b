import { JobRefused } from '#server/dispatch/prepare-job.ts'
import { HttpProblem } from '../http-problem.ts'

/** Runs what may refuse a job, and turns a refusal into its problem document. */
export async function withJobRefusals<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof JobRefused) throw new HttpProblem(error.code, error.message, error.errors)
    throw error
  }
}

/** What was asked for, or a 404. */
export function foundJob<T>(job: T | null, id: string): T {
  if (job === null) throw new HttpProblem('not-found', `There is no job with the id ${id}`)
  return job
}
