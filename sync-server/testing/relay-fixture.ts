import { afterEach, expect } from 'vitest'
import * as Y from 'yjs'
import type { DocumentLog } from '#server/storage/document-log.ts'
import { connectRaw, type RawPeer } from './raw-peer.ts'
import { startRelayCluster, type ClusterOptions, type RelayCluster } from './relay-cluster.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './start-test-server.ts'
import { connectPeer, type SyncPeer } from './sync-peer.ts'
import { until } from './until.ts'

/** A room that any test of the relay may use. */
export const ROOM = 'project/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11'

const cleanups: (() => Promise<void> | void)[] = []

/** Ends, after each test of the file that calls this, everything that the functions below started. */
export function cleanUpAfterEach(): void {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })
}

/** What clients connect to. */
export type Reachable = Pick<TestServer, 'wsUrl'>

/** Relays that share a log in memory, for one test. */
export async function cluster(options: ClusterOptions = {}): Promise<RelayCluster> {
  const started = await startRelayCluster(options)
  cleanups.push(() => started.close())
  return started
}

/** A server for one test. */
export async function server(options: TestServerOptions = {}): Promise<TestServer> {
  const started = await startTestServer(options)
  cleanups.push(() => started.stop())
  return started
}

/** A stock client for one test. */
export function peer(at: Reachable, room = ROOM, options: Parameters<typeof connectPeer>[2] = {}): SyncPeer {
  const connected = connectPeer(at.wsUrl, room, options)
  cleanups.push(() => connected.stop())
  return connected
}

/** A client that says whatever the test wants. */
export async function raw(at: Reachable, room = ROOM, query = ''): Promise<RawPeer> {
  const connected = await connectRaw(at.wsUrl, room, query)
  cleanups.push(() => connected.socket.terminate())
  return connected
}

/** Resolves when all of them have the whole document. */
export async function synced(...clients: readonly SyncPeer[]): Promise<void> {
  await until(() => expect(clients.every((client) => client.provider.synced)).toBe(true))
}

/** The update that an edit makes. */
export function update(edit: (doc: Y.Doc) => void, doc = new Y.Doc()): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => edit(doc))
  return Y.encodeStateAsUpdate(doc, before)
}

/** The log lines about connections that were closed with a code. */
export function logged(at: TestServer, code: number): Readonly<Record<string, unknown>>[] {
  return at.logLines.filter((line) => line.code === code)
}

/** The `meta` root of the document as the server has it, as JSON. */
export function storedMeta(at: TestServer, room = ROOM): Promise<string> {
  return at.services.relay.readDocument(room, (doc) => JSON.stringify(doc.getMap('meta').toJSON()))
}

/** A log whose appends can be held back or made to fail, as options of a test's server. */
export interface TroubledLog {
  readonly options: TestServerOptions
  /** Appends with at least one entry so far. */
  appends: number
  fail: boolean
  /** Appends wait for it. */
  hold: Promise<void> | null
}

/** Makes such a log. */
export function troubledLog(): TroubledLog {
  const trouble: TroubledLog = {
    appends: 0,
    fail: false,
    hold: null,
    options: {
      documentLog: (log: DocumentLog): DocumentLog => ({
        ...log,
        append: async (entries) => {
          if (entries.length > 0) trouble.appends += 1
          await trouble.hold
          if (trouble.fail && entries.length > 0) throw new Error('database or disk is full')
          return log.append(entries)
        },
      }),
    },
  }
  return trouble
}
