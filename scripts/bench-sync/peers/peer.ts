import type { Dialect } from '../wire/dialect.ts'

/** The names under which `--peers` knows the servers; ours is the first. */
export const PEER_NAMES = ['storycanvas', 'hocuspocus', 'y-websocket', 'raw'] as const
export type PeerName = (typeof PEER_NAMES)[number]

/** A Node program and its settings. */
export interface Program {
  /** Script to run, absolute. */
  readonly script: string
  readonly environment: Readonly<Record<string, string>>
}

/** A server that is measured. */
export interface Peer {
  readonly name: PeerName
  /** As the tables call it, with its version. */
  readonly title: string
  readonly dialect: Dialect
  /** Whether it keeps documents, so that it can be restarted and asked for them. */
  readonly keepsDocuments: boolean
  /** The program that serves `dataDir` on a port of this machine. */
  readonly program: (dataDir: string, port: number) => Program
  /** A room's name that it accepts. */
  readonly room: (number: number) => string
  /** Rooms that it holds in memory; undefined where it does not tell. */
  readonly roomsInMemory?: (httpUrl: string) => Promise<number>
}
