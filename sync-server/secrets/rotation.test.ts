import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'storycanvas-rotation-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** Starts a server on the folder with these keys, and looks at what it knows of a secret. */
async function withKeys<T>(keys: Record<string, string>, look: (server: TestServer) => Promise<T>): Promise<T> {
  const server = await startTestServer({ dataDir, config: { access: readConfig(keys).access } })
  try {
    return await look(server)
  } finally {
    await server.stop()
  }
}

test('a start with a new key seals everything with it, notes that, and needs the old one no more', async () => {
  const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]
  const read = ({ services }: TestServer): Promise<string | null> => services.secrets.get('openai-api-key')
  await withKeys({ SECRETS_KEY: first }, ({ services }) => services.secrets.set('openai-api-key', 'sk-1'))
  // Without its key a secret is not read, and not lost.
  expect(await withKeys({ SECRETS_KEY: second }, read)).toBeNull()
  const kinds = await withKeys({ SECRETS_KEY: second, SECRETS_KEY_PREVIOUS: first }, async (server) => {
    expect(await read(server)).toBe('sk-1')
    const entries = await server.services.auditLog.list({ limit: 10 })
    return entries.map(({ kind }) => kind)
  })
  expect(kinds).toEqual(['secrets-rotated'])
  expect(await withKeys({ SECRETS_KEY: second }, read)).toBe('sk-1')
})
