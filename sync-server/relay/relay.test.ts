import { afterEach, expect, test, vi } from 'vitest'
import { connectPeer, type SyncPeer } from '#server/testing/sync-peer.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '#server/testing/start-test-server.ts'

const ROOM = 'project/3f1c8a52-3f5e-4b0e-9b42-0c8f4f1c2d11'

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function server(options: TestServerOptions = {}): Promise<TestServer> {
  const started = await startTestServer(options)
  cleanups.push(() => started.stop())
  return started
}

function peer(at: TestServer, room = ROOM, options: Parameters<typeof connectPeer>[2] = {}): SyncPeer {
  const connected = connectPeer(at.wsUrl, room, options)
  cleanups.push(() => connected.stop())
  return connected
}

const synced = (client: SyncPeer): Promise<void> => vi.waitFor(() => expect(client.provider.synced).toBe(true))

test('two stock clients see each other’s edits', async () => {
  const at = await server()
  const ada = peer(at)
  const ben = peer(at)
  await Promise.all([synced(ada), synced(ben)])
  ada.doc.getMap('meta').set('name', 'Night train')
  await vi.waitFor(() => expect(ben.doc.getMap('meta').get('name')).toBe('Night train'))
  ben.doc.getText('lyrics').insert(0, 'First verse')
  await vi.waitFor(() => expect(ada.doc.getText('lyrics').toString()).toBe('First verse'))
  await vi.waitFor(() => expect(ada.isSaved() && ben.isSaved()).toBe(true))
})
