import { FINAL_STATES, JobState } from '#shared/protocol/jobs.ts'
import type { Dispatcher } from './dispatcher.ts'

const OPEN = JobState.options.filter((state) => !FINAL_STATES.has(state))
/** Jobs that are called off between two looks. */
const PAGE = 200

/** Calls off and forgets all jobs of a film that is deleted for good. */
export async function forgetJobs(
  projectId: string,
  dispatcher: Pick<Dispatcher, 'list' | 'cancel' | 'clear'>,
): Promise<void> {
  for (let after: string | undefined; ;) {
    const jobs = await dispatcher.list({ projectId, states: OPEN, limit: PAGE, ...(after !== undefined && { after }) })
    for (const job of jobs) await dispatcher.cancel(job.id)
    after = jobs.at(-1)?.id
    if (jobs.length < PAGE) break
  }
  await dispatcher.clear(['done', 'failed', 'cancelled'], projectId)
}
