import type { PeerName } from '../peers/peer.ts'
import type { Measures } from '../scenarios/scenario.ts'

/** The medians of a run, by scenario and server. */
export type Results = Readonly<Record<string, Partial<Readonly<Record<PeerName, Measures>>>>>

/** What we want of one measure. */
export interface Target {
  /** What it is about, as the table says it. */
  readonly about: string
  readonly scenario: string
  readonly measure: string
  /** Whom we compare with; the better one where they are several. Nobody: the measure itself has a bound. */
  readonly against: readonly PeerName[]
  /** Whether more of the measure is better. */
  readonly more: boolean
  /** For `more`: at least this many times as much. Otherwise: at most this many times as much, or at most this value. */
  readonly bound: number
}

/** How a target came out. */
export interface Verdict {
  readonly target: Target
  readonly ours: number
  /** The peer that ours is compared with, and its value; null where the bound is absolute. */
  readonly other: { readonly peer: PeerName; readonly value: number } | null
  /** Ours divided by the other's, or the value itself where the bound is absolute. */
  readonly figure: number
  readonly met: boolean
}

/** Servers that people could run instead of ours. */
const SERVERS: readonly PeerName[] = ['hocuspocus', 'y-websocket']
const ALL: readonly PeerName[] = [...SERVERS, 'raw']

/** "No worse" leaves room for what two runs of the same program differ by. */
const NO_WORSE = 1.05

/** Milliseconds for which our own work may hold up everybody else. */
const LONGEST_BLOCK_MS = 50

const STEADY = [10, 100, 500]
const KIBIBYTE = 1024

const flatOut = (readers: number, times: { hocuspocus: number; raw: number }): Target[] => {
  const common = { scenario: `flat-out-${readers}`, measure: 'perSecond', more: true }
  const about = `flat out, ${readers} readers: deliveries`
  return [
    { ...common, about, against: ['hocuspocus'], bound: times.hocuspocus },
    { ...common, about, against: ['raw'], bound: times.raw },
    {
      about: `flat out, ${readers} readers: CPU per delivery`,
      scenario: `flat-out-${readers}`,
      measure: 'cpuPerDelivery',
      against: ALL,
      more: false,
      bound: NO_WORSE,
    },
  ]
}

const blocks: readonly [string, string][] = [
  ...STEADY.map((readers): [string, string] => [`steady-${readers}`, 'longestBlock']),
  ...STEADY.map((readers): [string, string] => [`flat-out-${readers}`, 'longestBlock']),
  ['presence', 'longestBlock'],
  ['rooms-100', 'longestBlock'],
  ['rooms-100', 'enteringBlock'],
  ['rooms-1000', 'longestBlock'],
  ['rooms-1000', 'enteringBlock'],
  ['film', 'ingestBlock'],
  ['film', 'openBlock'],
  ['film', 'tenTabsBlock'],
  ['offline', 'longestBlock'],
]

const BLOCK_NAMES: Readonly<Record<string, string>> = {
  longestBlock: '',
  enteringBlock: ', entering',
  ingestBlock: ', taking in',
  openBlock: ', opening',
  tenTabsBlock: ', ten tabs',
}

/** What the relay is to reach. */
export const targets: readonly Target[] = [
  ...flatOut(10, { hocuspocus: 5, raw: 1.5 }),
  ...flatOut(100, { hocuspocus: 2, raw: 6 }),
  ...flatOut(500, { hocuspocus: 0.9, raw: 6 }),
  ...STEADY.flatMap((readers) =>
    ['p50', 'p99'].map((measure) => ({
      about: `steady, ${readers} readers: ${measure}`,
      scenario: `steady-${readers}`,
      measure,
      against: SERVERS,
      more: false,
      bound: NO_WORSE,
    })),
  ),
  { about: 'presence: p99, ms', scenario: 'presence', measure: 'p99', against: [], more: false, bound: 40 },
  {
    about: 'presence: CPU per state',
    scenario: 'presence',
    measure: 'cpuPerState',
    against: ['raw'],
    more: false,
    bound: NO_WORSE,
  },
  { about: '1,000 rooms: p99', scenario: 'rooms-1000', measure: 'p99', against: SERVERS, more: false, bound: NO_WORSE },
  {
    about: '1,000 rooms: p99',
    scenario: 'rooms-1000',
    measure: 'p99',
    against: ['hocuspocus'],
    more: false,
    bound: 0.2,
  },
  {
    about: '1,000 rooms: CPU per edit',
    scenario: 'rooms-1000',
    measure: 'cpuPerEdit',
    against: SERVERS,
    more: false,
    bound: 2 / 3,
  },
  {
    about: '1,000 rooms: bytes of heap per open room',
    scenario: 'rooms-1000',
    measure: 'heapPerOpenRoom',
    against: [],
    more: false,
    bound: 10 * KIBIBYTE,
  },
  {
    about: '1,000 rooms: bytes of heap kept of a left room',
    scenario: 'rooms-1000',
    measure: 'heapPerLeftRoom',
    against: [],
    more: false,
    bound: KIBIBYTE,
  },
  {
    about: 'film: taking in, until kept',
    scenario: 'film',
    measure: 'keptPerSecond',
    against: SERVERS,
    more: true,
    bound: 4,
  },
  { about: 'film: cold opening', scenario: 'film', measure: 'firstOpen', against: SERVERS, more: false, bound: 1 / 4 },
  { about: 'film: ten tabs', scenario: 'film', measure: 'tenTabs', against: SERVERS, more: false, bound: 1 / 8 },
  {
    about: 'offline edits: until converged',
    scenario: 'offline',
    measure: 'converged',
    against: SERVERS,
    more: false,
    bound: 1 / 1.5,
  },
  ...blocks.map(([scenario, measure]) => ({
    about: `longest block, ms: ${scenario}${BLOCK_NAMES[measure]}`,
    scenario,
    measure,
    against: [],
    more: false,
    bound: LONGEST_BLOCK_MS,
  })),
]

/** How the targets came out, as far as what they compare was measured. */
export function judge(wanted: readonly Target[], results: Results): Verdict[] {
  return wanted.flatMap((target) => judgeOne(target, results) ?? [])
}

function judgeOne(target: Target, results: Results): Verdict | null {
  const { scenario, measure, against, more, bound } = target
  const measured = results[scenario]
  const ours = measured?.storycanvas?.[measure]
  if (ours === undefined || Number.isNaN(ours)) return null
  if (against.length === 0) return { target, ours, other: null, figure: ours, met: ours <= bound }
  const others = against.flatMap((peer) => {
    const value = measured?.[peer]?.[measure]
    return value === undefined ? [] : [{ peer, value }]
  })
  const [other] = others.toSorted((a, b) => (more ? b.value - a.value : a.value - b.value))
  if (!other) return null
  const figure = ours / other.value
  return { target, ours, other, figure, met: more ? figure >= bound : figure <= bound }
}
