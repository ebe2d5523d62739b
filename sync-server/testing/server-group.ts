import { memoryFanOut, type MemoryFanOutHub } from '#server/fan-out/memory-fan-out.ts'
import { memoryStorage } from '#server/storage/memory/memory-storage.ts'
import type { Storage } from '#server/storage/storage.ts'
import { startS3 } from './services/start-s3.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './start-test-server.ts'

/** Whole servers in this process that share what processes share: a storage, a bucket, and the way between them. */
export interface ServerGroup {
  readonly servers: readonly TestServer[]
  readonly hub: MemoryFanOutHub
  readonly storage: Storage
  stop(): Promise<void>
}

/** How a test wants its servers. */
export interface ServerGroupOptions extends Omit<TestServerOptions, 'shared' | 'dataDir'> {
  /** What stands between a server and the shared storage; `index` counts the servers. */
  readonly wrapStorage?: (storage: Storage, index: number) => Storage
}

/** Starts so many servers that serve the same films. */
export async function startServerGroup(
  count: number,
  { wrapStorage = (storage) => storage, config = {}, ...options }: ServerGroupOptions = {},
): Promise<ServerGroup> {
  const s3 = await startS3()
  const hub = memoryFanOut()
  const storage = memoryStorage()
  const servers: TestServer[] = []
  for (let index = 0; index < count; index += 1) {
    const shared = { storage: wrapStorage(storage, index), fanOut: hub.join() }
    servers.push(await startTestServer({ ...options, shared, config: { ...config, s3: s3.settings } }))
  }
  return {
    servers,
    hub,
    storage,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()))
      await s3.stop()
    },
  }
}
