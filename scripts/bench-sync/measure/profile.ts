import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of V8's CPU profile that are read here. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  /** µs before each sample. */
  readonly timeDeltas: readonly number[]
}

/** A function and the share (0 to 1) of the time spent in it alone. */
export interface HotFunction {
  readonly name: string
  readonly share: number
}

/** Waiting, and the profiler itself writing down what it saw. */
const NOT_WORK: readonly string[] = ['(idle)', 'dispatch']

/** The functions of a CPU profile that took longest by themselves, leaving out waiting. */
export function hottest(profile: CpuProfile, count: number): HotFunction[] {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const spent = new Map<string, number>()
  let busy = 0
  profile.samples.forEach((id, n) => {
    const name = names.get(id) ?? ''
    const micros = profile.timeDeltas[n] ?? 0
    if (NOT_WORK.includes(name)) return
    busy += micros
    spent.set(name, (spent.get(name) ?? 0) + micros)
  })
  return [...spent]
    .map(([name, micros]) => ({ name, share: micros / busy }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, count)
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const place = url.split('/').slice(-2).join('/')
  return url ? `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}` : functionName || '(native)'
}

/** The CPU profiles in a folder, oldest first, by the names of their files; empty where there is no such folder. */
export function profilesIn(folder: string): { readonly name: string; readonly profile: CpuProfile }[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .toSorted()
    .map((name) => ({ name, profile: JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile }))
}
