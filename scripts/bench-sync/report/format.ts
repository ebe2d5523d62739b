import type { Measures } from '../scenarios/scenario.ts'

/** Measures and their units: what a table heads a column with, and how its values are written. */
interface Kind {
  readonly label: string
  readonly scale: number
  readonly unit: string
}

const KIBIBYTE = 1024

const kinds: Readonly<Record<string, Kind>> = {
  p50: { label: 'p50', scale: 1, unit: 'ms' },
  p99: { label: 'p99', scale: 1, unit: 'ms' },
  perSecond: { label: 'deliveries', scale: 1 / 1000, unit: 'k/s' },
  cpuPerDelivery: { label: 'CPU per delivery', scale: 1, unit: 'µs' },
  cpuPerState: { label: 'CPU per state', scale: 1, unit: 'µs' },
  cpuPerUpdate: { label: 'CPU per update', scale: 1, unit: 'µs' },
  updatesPerSecond: { label: 'taken in', scale: 1 / 1000, unit: 'k/s' },
  firstOpen: { label: 'first opening', scale: 1, unit: 'ms' },
  secondOpen: { label: 'second opening', scale: 1, unit: 'ms' },
  tenTabs: { label: 'ten tabs', scale: 1, unit: 'ms' },
  tenTabsCpu: { label: 'CPU for ten tabs', scale: 1, unit: 'ms' },
  ingestBlock: { label: 'longest block taking in', scale: 1, unit: 'ms' },
  openBlock: { label: 'longest block opening', scale: 1, unit: 'ms' },
  tenTabsBlock: { label: 'longest block ten tabs', scale: 1, unit: 'ms' },
  ingestRss: { label: 'RSS', scale: 1 / KIBIBYTE / KIBIBYTE, unit: 'MiB' },
  converged: { label: 'converged', scale: 1, unit: 'ms' },
  cpu: { label: 'CPU', scale: 1, unit: 'ms' },
  cpuPerEdit: { label: 'CPU per edit', scale: 1, unit: 'µs' },
  heapPerOpenRoom: { label: 'heap per open room', scale: 1 / KIBIBYTE, unit: 'KiB' },
  heapPerLeftRoom: { label: 'kept of a left room', scale: 1 / KIBIBYTE, unit: 'KiB' },
  longestBlock: { label: 'longest block', scale: 1, unit: 'ms' },
  rss: { label: 'RSS', scale: 1 / KIBIBYTE / KIBIBYTE, unit: 'MiB' },
}

/** A number with as many digits as it deserves: three that count, and no more decimals than that. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(size >= 10 ? 1 : 2)
}

/** All measures in one line. */
export function describeMeasures(measures: Measures): string {
  return Object.entries(measures)
    .map(([name, value]) => {
      const { label, scale, unit } = kinds[name] ?? { label: name, scale: 1, unit: '' }
      return `${label} ${significant(value * scale)} ${unit}`.trim()
    })
    .join(' · ')
}
