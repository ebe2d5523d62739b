/**
 * Which file may import what: the one table behind `npm run check:imports`.
 *
 * A place is a folder or a file path without its extension. A file belongs to the first row whose `at` covers it, and may
 * import its own row, the rows named in `may`, and (see `everywhere`) what is open to its whole tree. Tests, benches and
 * `testing/` folders are free within their tree; only the rules under `tests` bind them.
 *
 * @typedef {{ at: string, may: readonly string[] }} Layer
 */

/** @type {readonly Layer[]} */
export const layers = [
  // shared: the language both sides speak. Rows may look up the list, never down.
  { at: 'shared/util', may: [] },
  { at: 'shared/model', may: ['shared/util'] },
  { at: 'shared/timeline', may: ['shared/model', 'shared/util'] },
  { at: 'shared/generation', may: ['shared/model', 'shared/util'] },
  // A film is written for other programs from its snapshot.
  { at: 'shared/interchange', may: ['shared/document', 'shared/timeline', 'shared/model', 'shared/util'] },
  // REST bodies are written from snapshots, so the wire knows the document; the document knows no wire.
  { at: 'shared/protocol', may: ['shared/document', 'shared/model', 'shared/util'] },
  { at: 'shared/document', may: ['shared/timeline', 'shared/model', 'shared/util'] },
  { at: 'shared/commands', may: ['shared/document', 'shared/timeline', 'shared/model', 'shared/util'] },

  // client: app → features → ui, workers, session → api, sync → storage → shared
  { at: 'client/app', may: ['client', 'shared'] },
  { at: 'client/pwa', may: ['shared/util'] },
  { at: 'client/ui', may: ['shared/model', 'shared/util'] },
  {
    at: 'client/workers',
    may: ['shared/interchange', 'shared/document', 'shared/model', 'shared/timeline', 'shared/util'],
  },
  { at: 'client/storage', may: ['shared'] },
  { at: 'client/sync', may: ['client/storage', 'client/api', 'shared'] },
  { at: 'client/api', may: ['shared'] },
  { at: 'client/session/store', may: [] },
  {
    at: 'client/session',
    // A step that no view owns (an undo from a toast, a request that failed) tells the person in the words of the interface.
    may: [
      'client/sync',
      'client/storage',
      'client/api',
      'client/workers',
      'client/ui/toast-store',
      'client/ui/announcer',
      'client/ui/words',
      'shared',
    ],
  },
  {
    at: 'client/features',
    // Of storage only the record of a film on this device, which the catalogue's port defines.
    may: [
      'client/session',
      'client/ui',
      'client/workers/worker-bridge',
      'client/api',
      'client/storage/project-catalog',
      'shared',
    ],
  },

  // sync-server: main → app → http, relay, dispatch → auth, media, storage → shared
  { at: 'sync-server/main', may: ['sync-server', 'shared'] },
  { at: 'sync-server/start-server', may: ['sync-server', 'shared'] },
  { at: 'sync-server/app', may: ['sync-server', 'shared'] },
  { at: 'sync-server/move', may: ['sync-server/config', 'sync-server/media', 'sync-server/storage', 'shared'] },
  { at: 'sync-server/backup', may: ['sync-server/config', 'sync-server/media', 'sync-server/storage', 'shared'] },
  { at: 'sync-server/config', may: ['shared/util'] },
  { at: 'sync-server/observability', may: ['shared/util'] },
  { at: 'sync-server/fan-out', may: ['shared'] },
  { at: 'sync-server/services', may: ['sync-server/relay', 'sync-server/fan-out', 'sync-server/storage', 'shared'] },
  // A tool asks the API, through a function that it is given; it knows no service.
  { at: 'sync-server/mcp', may: ['shared'] },
  {
    at: 'sync-server/http',
    may: [
      'sync-server/mcp',
      'sync-server/films',
      'sync-server/limits',
      'sync-server/versions',
      'sync-server/relay',
      'sync-server/dispatch',
      'sync-server/auth',
      'sync-server/media',
      'sync-server/openai',
      'sync-server/secrets',
      'sync-server/storage',
      'shared',
    ],
  },
  { at: 'sync-server/versions', may: ['sync-server/relay', 'sync-server/storage', 'shared'] },
  { at: 'sync-server/films', may: ['sync-server/relay', 'sync-server/storage', 'shared'] },
  { at: 'sync-server/relay', may: ['sync-server/auth', 'sync-server/fan-out', 'sync-server/storage', 'shared'] },
  {
    at: 'sync-server/dispatch',
    may: [
      'sync-server/secrets',
      'sync-server/outgoing',
      'sync-server/fan-out',
      'sync-server/media',
      'sync-server/storage',
      'shared',
    ],
  },
  { at: 'sync-server/media', may: ['sync-server/storage', 'shared'] },
  {
    at: 'sync-server/auth',
    may: [
      'sync-server/config',
      'sync-server/fan-out',
      'sync-server/limits',
      'sync-server/secrets',
      'sync-server/storage',
      'shared',
    ],
  },
  { at: 'sync-server/secrets', may: ['sync-server/storage', 'shared'] },
  { at: 'sync-server/outgoing', may: ['shared'] },
  { at: 'sync-server/openai', may: ['sync-server/outgoing', 'shared'] },
  { at: 'sync-server/limits', may: ['shared'] },
  { at: 'sync-server/storage', may: ['shared'] },

  // Tools read the finished product, they are no part of it.
  { at: 'scripts', may: ['shared'] },
]

/** Open to every file of a tree, beside what its row names. */
export const everywhere = {
  client: ['client/session/store'],
  'sync-server': ['sync-server/observability', 'sync-server/services'],
}

/** Trees that never import one another; they meet in `shared`, which imports neither. */
export const trees = ['shared', 'client', 'sync-server', 'scripts']

/** Folders whose children never import a sibling. */
export const islands = ['client/features']

/** Only these name a driver; all else sees the port beside the folder. */
export const drivers = {
  at: [
    'client/storage/dexie',
    'client/storage/cache-storage',
    'client/storage/memory',
    'sync-server/storage/sqlite',
    'sync-server/storage/postgres',
    'sync-server/storage/memory',
    'sync-server/media/file-media-store',
    'sync-server/media/s3-media-store',
    'sync-server/fan-out/redis-fan-out',
    'sync-server/fan-out/memory-fan-out',
    'sync-server/fan-out/silent-fan-out',
    'sync-server/limits/redis-hit-counter',
    'sync-server/limits/memory-hit-counter',
  ],
  namedBy: [
    'client/app/services',
    'sync-server/main',
    'sync-server/start-server',
    'sync-server/storage/open-storage',
    'sync-server/move/move-installation',
    'sync-server/move/move-documents',
    'sync-server/backup',
    'sync-server/media/open-media-store',
    'sync-server/fan-out/open-fan-out',
    'sync-server/limits/open-hit-counter',
  ],
}

/** Where a library lives. A library without a row is open to every file of `client` and `sync-server`. */
export const homes = {
  zod: [
    'shared',
    'client/app',
    'client/api',
    'client/storage',
    'client/session',
    'client/sync',
    'client/workers',
    'sync-server',
  ],
  yjs: [
    'shared/document',
    'shared/commands',
    'client/sync',
    'client/session',
    'client/storage',
    'sync-server/relay',
    'sync-server/films',
    'sync-server/versions',
  ],
  'y-protocols': ['shared/protocol', 'client/sync', 'client/session', 'sync-server/relay'],
  'y-websocket': ['client/sync'],
  dexie: ['client/storage/dexie'],
  'dexie-react-hooks': [],
  comlink: ['client/workers'],
  '@zip.js/zip.js': ['client/workers/film-file'],
  hono: ['sync-server/http', 'sync-server/app', 'sync-server/start-server'],
  '@hono': ['sync-server/http', 'sync-server/app', 'sync-server/start-server'],
  ws: ['sync-server/relay', 'sync-server/http/sync-route', 'sync-server/dispatch'],
  '@modelcontextprotocol/sdk': ['sync-server/mcp'],
  pino: ['sync-server/observability'],
  ioredis: ['sync-server/fan-out', 'sync-server/limits'],
  'hono-rate-limiter': ['sync-server/http'],
  '@node-rs/argon2': ['sync-server/auth'],
  '@simplewebauthn/server': ['sync-server/auth'],
  jose: ['sync-server/auth'],
  'openid-client': ['sync-server/auth'],
  aws4fetch: ['sync-server/media'],
  kysely: [
    'sync-server/storage/sql',
    'sync-server/storage/sqlite',
    'sync-server/storage/postgres',
    'sync-server/move/move-rows',
  ],
  libsql: ['sync-server/storage/sqlite'],
  pg: ['sync-server/storage/postgres'],
  'node:sqlite': ['sync-server/storage/sqlite'],
  sharp: ['sync-server/media', 'sync-server/dispatch', 'scripts'],
  'fractional-indexing': ['shared/model'],
}

/** The only libraries that `shared` may load; it uses neither Node nor the DOM. */
export const sharedLibraries = ['zod', 'yjs', 'lib0', 'y-protocols', 'fractional-indexing']

/** What makes a file a test or a helper of tests. Nothing else may import it. */
export const tests = [/\.(test|bench|spec|contract)\.tsx?$/, /(^|\/)testing\//, /^client\/e2e\//]

/** Tests may reach across to these from any tree: a journey in the browser needs a server and a ComfyUI to talk to. */
export const testsMayImport = ['shared', 'scripts', 'sync-server/testing']
