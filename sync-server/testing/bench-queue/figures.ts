import type { Fleet } from './fleet.ts'
import { MODELS } from './fleet.ts'
import type { Outcome, Ran } from './simulate.ts'

/** Milliseconds until the last job was done. */
export function makespan({ ran }: Outcome): number {
  return Math.max(...ran.map(({ finishedAt }) => finishedAt))
}

export function loads({ ran }: Outcome): number {
  return ran.filter((each) => each.loads).length
}

/**
 * Milliseconds below which no schedule can be done. For each set of models and each moment at which films come: what is
 * asked for from then on with these models has to be done by the servers that have any of them, all at full speed, each
 * of these models loaded once at least. And each job takes its time on the fastest server that can run it.
 */
export function lowerBound({ servers, jobs }: Fleet): number {
  const index = new Map(MODELS.map(({ name }, at) => [name, at]))
  const masks = servers.map(({ models }) => [...models].reduce((mask, name) => mask | (1 << (index.get(name) ?? 0)), 0))
  let bound = 0
  for (const from of new Set(jobs.map(({ job }) => job.createdAt))) {
    const work = MODELS.map(() => 0)
    for (const { job, runMs } of jobs) {
      const at = index.get(job.model) ?? 0
      if (job.createdAt >= from) work[at] = (work[at] ?? 0) + runMs
    }
    for (let subset = 1; subset < 1 << MODELS.length; subset += 1) {
      const inside = MODELS.filter((_model, at) => subset & (1 << at))
      const able = servers.filter((_server, at) => (masks[at] ?? 0) & subset)
      if (able.length === 0) continue
      const speed = able.reduce((sum, server) => sum + server.speed, 0)
      const run = inside.reduce((sum, { name }) => sum + (work[index.get(name) ?? 0] ?? 0), 0)
      // What was loaded before may be loaded still. While a server loads it does not run; the slowest loses least by it.
      const loading = from > 0 ? 0 : inside.reduce((sum, { loadMs }) => sum + loadMs, 0)
      const lost = loading * Math.min(...able.map((server) => server.speed))
      bound = Math.max(bound, from + (run + lost) / speed)
    }
  }
  for (const { job, runMs } of jobs) {
    const speeds = servers.filter(({ models }) => models.has(job.model)).map(({ speed }) => speed)
    bound = Math.max(bound, job.createdAt + runMs / Math.max(...speeds))
  }
  return bound
}

/** How unevenly projects were served. Milliseconds. */
export interface Fairness {
  /** The most server time that a project was behind its share, for each server. */
  readonly behindMs: number
  /** How much later than by its share a project got what it had got, at worst, at the pace of its share. */
  readonly laterMs: number
  /** The longest that one job took. */
  readonly longestJobMs: number
}

/**
 * Compares what projects got with a fluid in which all projects with open jobs get the same part of what the servers do at
 * each moment (generalised processor sharing, Parekh and Gallager 1993). Schedules that run jobs one after the other are
 * behind it by one job for each server where they care for nothing but fairness.
 */
export function fairness({ ran }: Outcome): Fairness {
  const servers = new Set(ran.map(({ serverId }) => serverId)).size
  const ids = new Set(ran.map(({ job }) => job.projectId))
  const shares = [...ids].map((id) => new Share(ran.filter(({ job }) => job.projectId === id)))
  const moments = new Set([
    ...ran.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt]),
    ...shares.map(({ comesAt }) => comesAt),
  ])
  const steps = [...moments].sort((a, b) => a - b)
  for (const [at, from] of steps.entries()) {
    const to = steps[at + 1] ?? from
    const busy = ran.filter(({ startedAt, finishedAt }) => startedAt <= from && finishedAt > from).length
    pour(
      shares.filter(({ comesAt }) => comesAt <= from),
      (to - from) * busy,
    )
    for (const share of shares) share.note(to)
  }
  return {
    behindMs: Math.max(...shares.map((share) => share.behindMs)) / servers,
    laterMs: Math.max(...shares.map((share) => share.laterMs())),
    longestJobMs: Math.max(...ran.map(({ startedAt, finishedAt }) => finishedAt - startedAt)),
  }
}

/** What one project got, beside what the fluid would have given it. */
class Share {
  readonly #jobs: readonly Ran[]
  readonly comesAt: number
  /** Milliseconds on servers that it gets in the end. */
  readonly total: number
  fluid = 0
  behindMs = 0
  readonly #curve: { readonly at: number; readonly fluid: number }[] = []

  constructor(jobs: readonly Ran[]) {
    this.#jobs = jobs.toSorted((a, b) => a.finishedAt - b.finishedAt)
    this.comesAt = Math.min(...jobs.map(({ job }) => job.createdAt))
    this.total = this.#gotAt(Infinity)
  }

  note(at: number): void {
    this.#curve.push({ at, fluid: this.fluid })
    this.behindMs = Math.max(this.behindMs, this.fluid - this.#gotAt(at))
  }

  laterMs(): number {
    let [worst, point] = [0, 0]
    for (const { finishedAt } of this.#jobs) {
      const got = this.#gotAt(finishedAt)
      while (point < this.#curve.length - 1 && (this.#curve[point]?.fluid ?? 0) < got - 1e-3) point += 1
      const [before, after] = [this.#curve[point - 1], this.#curve[point]]
      if (!after) continue
      const part = before && after.fluid > before.fluid ? (got - before.fluid) / (after.fluid - before.fluid) : 1
      const due = before ? before.at + (after.at - before.at) * part : after.at
      worst = Math.max(worst, finishedAt - due)
    }
    return worst
  }

  #gotAt(at: number): number {
    let got = 0
    for (const { startedAt, finishedAt } of this.#jobs) {
      if (startedAt < at) got += Math.min(at, finishedAt) - startedAt
    }
    return got
  }
}

function pour(projects: readonly { readonly total: number; fluid: number }[], amount: number): void {
  let left = amount
  let open = projects.filter(({ fluid, total }) => fluid < total)
  while (left > 1e-6 && open.length > 0) {
    const each = Math.min(left / open.length, ...open.map(({ total, fluid }) => total - fluid))
    for (const project of open) project.fluid += each
    left -= each * open.length
    open = open.filter(({ total, fluid }) => total - fluid > 1e-6)
  }
}
