import type { PeerName } from './peers/peer.ts'
import type { Measures } from './scenarios/scenario.ts'

/** What the process of one measurement is asked to do. */
export interface RunOrder {
  readonly scenario: string
  readonly peer: PeerName
  readonly quick: boolean
  /** Where the film lies that scenarios with documents use. */
  readonly filmFile: string
  /** Where the server's CPU profile goes; absent: none is taken. */
  readonly profileDir?: string
}

/** What comes of it. */
export type RunResult = { readonly measures: Measures } | { readonly failed: string }
