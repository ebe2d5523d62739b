import type { DiskCost } from '../measure/disk.ts'
import type { Measures } from '../scenarios/scenario.ts'

/** How a measure is called and written. */
interface Kind {
  readonly label: string
  readonly unit: string
  /** What the value is multiplied with to be in that unit. */
  readonly scale: number
}

const MEBIBYTE = 1024 * 1024

const ms = (label: string): Kind => ({ label, unit: 'ms', scale: 1 })
const micros = (label: string): Kind => ({ label, unit: 'µs', scale: 1 })
const thousands = (label: string): Kind => ({ label, unit: 'k/s', scale: 1 / 1000 })
const kibibytes = (label: string): Kind => ({ label, unit: 'KiB', scale: 1 / 1024 })
const mebibytes = (label: string): Kind => ({ label, unit: 'MiB', scale: 1 / MEBIBYTE })

const kinds: Readonly<Record<string, Kind>> = {
  p50: ms('p50'),
  p99: ms('p99'),
  perSecond: thousands('deliveries'),
  cpuPerDelivery: micros('CPU per delivery'),
  cpuPerState: micros('CPU per state'),
  cpuPerEdit: micros('CPU per edit'),
  cpuPerUpdate: micros('CPU per update'),
  answeredPerSecond: thousands('answered'),
  keptPerSecond: thousands('kept'),
  firstOpen: ms('first opening'),
  secondOpen: ms('second opening'),
  tenTabs: ms('ten tabs'),
  tenTabsCpu: ms('CPU for ten tabs'),
  converged: ms('converged'),
  cpu: ms('CPU'),
  heapPerOpenRoom: kibibytes('heap per open room'),
  heapPerLeftRoom: kibibytes('kept of a left room'),
  longestBlock: ms('longest block'),
  enteringBlock: ms('longest block entering'),
  ingestBlock: ms('longest block taking in'),
  openBlock: ms('longest block opening'),
  tenTabsBlock: ms('longest block ten tabs'),
  rss: mebibytes('RSS'),
  ingestRss: mebibytes('RSS'),
}

const kindOf = (name: string): Kind => kinds[name] ?? { label: name, unit: '', scale: 1 }

/** A number with three digits that count, or all of its whole ones; a dash for none. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(size >= 10 ? 1 : 2)
}

/** The heading of a measure's column: its name and unit. */
export function headingOf(name: string): string {
  const { label, unit } = kindOf(name)
  return unit ? `${label}, ${unit}` : label
}

/** A value of a measure in the unit of its column. */
export function cellOf(name: string, value: number): string {
  return significant(value * kindOf(name).scale)
}

/** All measures in one line. */
export function describeMeasures(measures: Measures): string {
  return Object.entries(measures)
    .map(([name, value]) => `${kindOf(name).label} ${cellOf(name, value)} ${kindOf(name).unit}`.trim())
    .join(' · ')
}

/** What the disk alone takes, in a sentence. */
export function describeDisk(costs: readonly DiskCost[]): string {
  const rhythms = costs.map(({ perSecond, p50, p99 }) => {
    const when = perSecond === null ? 'one after the other' : `${perSecond} times a second`
    return `${significant(p50)} ms (p99 ${significant(p99)}) ${when}`
  })
  return `The disk alone: writing 200 bytes and waiting until they are kept takes ${rhythms.join(', ')}.`
}
