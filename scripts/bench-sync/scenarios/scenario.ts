import type { ServerProcess } from '../measure/server-process.ts'
import type { Film } from '../film/make-film.ts'
import type { Peer } from '../peers/peer.ts'

/** Named measures of one run: times in ms, sizes in bytes, rates per second, CPU per thing in µs. */
export type Measures = Readonly<Record<string, number>>

/** What a run is given. */
export interface Run {
  readonly peer: Peer
  /** Shorter and smaller, to see that it works. */
  readonly quick: boolean
  /** The film that scenarios with documents use. */
  film(): Film
  /** Starts the server; again after `stop` it finds what it kept. Whatever still runs at the end is stopped. */
  start(): Promise<ServerProcess>
}

/** One thing that is measured. */
export interface Scenario {
  readonly name: string
  /** Heading of its table. */
  readonly title: string
  /** What a server must do beside passing messages on, to take part. */
  readonly needs: 'nothing' | 'documents'
  readonly run: (run: Run) => Promise<Measures>
}
