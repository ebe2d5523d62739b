import type { JobRecord } from '#server/storage/job-store.ts'
import { placeOf } from './schedule.ts'

/** Where a job is to stand from now on. */
export interface NewPlace {
  readonly id: string
  readonly place: number
  readonly priority: number
}

/**
 * The places to be given so that a job stands right before another one, or last where `beforeId` is null. `line`: the
 * waiting jobs of one project in the order of `compareDue`. The job gets the priority of the one that it stands before.
 * Where there is no number left between two neighbours, those ahead get new places too. Null: one of the two does not wait.
 */
export function placesBefore(
  line: readonly JobRecord[],
  id: string,
  beforeId: string | null,
): readonly NewPlace[] | null {
  const job = line.find((each) => each.id === id)
  if (!job) return null
  const others = line.filter((each) => each.id !== id)
  if (beforeId === id) return [{ id, place: placeOf(job), priority: job.priority }]
  const at = beforeId === null ? others.length : others.findIndex((each) => each.id === beforeId)
  if (at < 0) return null
  const next = others[at]
  const priority = next?.priority ?? others.at(-1)?.priority ?? job.priority
  const ahead = others.slice(0, at).filter((each) => each.priority === priority)
  const low = ahead.length === 0 ? null : Math.max(...ahead.map(placeOf))
  if (!next) return [{ id, place: low === null ? placeOf(job) : low + 1, priority }]
  const high = placeOf(next)
  if (low === null) return [{ id, place: high - 1, priority }]
  const middle = (low + high) / 2
  if (low < middle && middle < high) return [{ id, place: middle, priority }]
  return [...ahead, job].map((each, n, all) => ({ id: each.id, place: high - (all.length - n), priority }))
}
