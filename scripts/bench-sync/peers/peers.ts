import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { broadcastDialect, hocuspocusDialect, yWebsocketDialect } from '../wire/dialect.ts'
import { PEERS_DIR, ROOT, VERSIONS } from './install.ts'
import type { Peer, PeerName } from './peer.ts'

const HOST = '127.0.0.1'

/** Our own server, built for the benchmark so that it is never older than its sources. */
export const BUILT_SERVER = join(ROOT, 'dist/bench-sync/main.js')

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Rooms of ours are named by UUIDs. */
const uuid = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`

const peers: Readonly<Record<PeerName, Peer>> = {
  storycanvas: {
    name: 'storycanvas',
    title: 'StoryCanvas',
    dialect: yWebsocketDialect((room) => `/sync/${room}?ack=1`),
    keepsDocuments: true,
    program: (dataDir, port) => ({
      script: BUILT_SERVER,
      environment: { PORT: String(port), HOST, DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    }),
    room: (number) => `project/${uuid(number)}`,
    roomsInMemory: async (httpUrl) => {
      const text = await (await fetch(`${httpUrl}/api/v1/health`)).text()
      return Number(/(\d+) rooms in memory/.exec(text)?.[1] ?? Number.NaN)
    },
  },
  hocuspocus: {
    name: 'hocuspocus',
    title: `hocuspocus ${VERSIONS.hocuspocus} + SQLite`,
    dialect: hocuspocusDialect,
    keepsDocuments: true,
    program: (dataDir, port) => ({
      script: beside('hocuspocus-server.mjs'),
      environment: { PORT: String(port), HOST, DATABASE: join(dataDir, 'documents.sqlite'), PEERS: PEERS_DIR },
    }),
    room: (number) => `room-${number}`,
  },
  'y-websocket': {
    name: 'y-websocket',
    title: `@y/websocket-server ${VERSIONS.yWebsocketServer} + LevelDB`,
    dialect: yWebsocketDialect((room) => `/${room}`),
    keepsDocuments: true,
    program: (dataDir, port) => ({
      script: join(PEERS_DIR, 'node_modules/@y/websocket-server/src/server.js'),
      environment: { PORT: String(port), HOST, YPERSISTENCE: join(dataDir, 'level') },
    }),
    room: (number) => `room-${number}`,
  },
  raw: {
    name: 'raw',
    title: `raw ws ${VERSIONS.ws} broadcaster`,
    dialect: broadcastDialect,
    keepsDocuments: false,
    program: (_dataDir, port) => ({ script: beside('raw-server.mjs'), environment: { PORT: String(port), HOST } }),
    room: (number) => `room-${number}`,
  },
}

/** The server of that name. */
export function peerNamed(name: PeerName): Peer {
  return peers[name]
}
