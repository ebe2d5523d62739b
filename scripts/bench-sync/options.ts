import { parseArgs } from 'node:util'
import { PEER_NAMES, type PeerName } from './peers/peer.ts'

/** What the command line asks for. */
export interface Options {
  /** Names of scenarios, in the order of the report. */
  readonly scenarios: readonly string[]
  readonly peers: readonly PeerName[]
  readonly rounds: number
  readonly quick: boolean
  /** Where CPU profiles of the servers go; null: none are taken. */
  readonly profileDir: string | null
  /** Whether docs/performance.md is written. */
  readonly write: boolean
}

/** The command line is wrong, or asks for help; the message is what to say. */
export class UsageError extends Error {}

const ROUNDS = 3

/** What `--help` says. */
export const help = (scenarios: readonly string[]): string => `npm run bench:sync -- [options]

Measures the relay beside hocuspocus, @y/websocket-server and a raw ws broadcaster, in interleaved rounds, and writes
the medians to docs/performance.md. The others are installed below node_modules/.cache on the first run.

  --quick             one short round; prints, and leaves docs/performance.md alone
  --only a,b          these scenarios only, by the beginning of their name; prints only
  --peers a,b         these servers only: ${PEER_NAMES.join(', ')}; prints only
  --rounds n          instead of ${ROUNDS}
  --profile folder    writes CPU profiles of the servers' measured stretches there and shows what took longest; prints only
  --help              this

Scenarios: ${scenarios.join(', ')}`

/** Reads the command line. Throws `UsageError`. */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  const { values } = parse(args)
  if (values.help) throw new UsageError(help(known))
  const rounds = Number(values.rounds ?? (values.quick ? 1 : ROUNDS))
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new UsageError(`--rounds takes a whole number, not ${values.rounds}`)
  const partial = Boolean(values.quick || values.only || values.peers || values.profile)
  return {
    scenarios: choose(values.only, known, '--only'),
    peers: choose(values.peers, PEER_NAMES, '--peers') as PeerName[],
    rounds,
    quick: values.quick ?? false,
    profileDir: values.profile ?? null,
    write: !partial,
  }
}

function parse(args: readonly string[]): {
  values: { quick?: boolean; only?: string; peers?: string; rounds?: string; profile?: string; help?: boolean }
} {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        only: { type: 'string' },
        peers: { type: 'string' },
        rounds: { type: 'string' },
        profile: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The known names that begin with one of those in a list with commas; all of them where there is no list. */
function choose(list: string | undefined, known: readonly string[], option: string): string[] {
  if (list === undefined) return [...known]
  const wanted = list.split(',').map((name) => name.trim())
  const stranger = wanted.find((name) => !known.some((one) => one.startsWith(name)))
  if (stranger !== undefined) throw new UsageError(`${option}: there is no ${stranger} among ${known.join(', ')}`)
  return known.filter((one) => wanted.some((name) => one.startsWith(name)))
}
