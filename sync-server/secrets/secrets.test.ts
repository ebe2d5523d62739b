import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLogger } from '#server/observability/logger.ts'
import { memorySecretStore } from '#server/storage/memory/memory-secret-store.ts'
import type { SecretStore } from '#server/storage/secret-store.ts'
import { must } from '#shared/util/assert.ts'
import { derivedKey, seal, SealBroken, secretKey, unseal, type SecretKey } from './secret-box.ts'
import { isSecretKeyText, openSecretKeys, SECRETS_KEY_FILE } from './secret-keys.ts'
import { Secrets } from './secrets.ts'

const VALUE = 'sk-proj-Grüße'
const newKey = (): SecretKey => secretKey(randomBytes(32))

describe('sealing', () => {
  const key = newKey()
  const sealed = seal(key, 'a', VALUE, randomBytes)

  test('what is sealed holds nothing of the secret, opens again, and is never sealed alike', () => {
    expect(Buffer.from(sealed).includes(VALUE.slice(0, 6))).toBe(false)
    expect(unseal(key, 'a', sealed)).toBe(VALUE)
    expect(seal(key, 'a', VALUE, randomBytes)).not.toEqual(sealed)
    expect(unseal(key, 'empty', seal(key, 'empty', '', randomBytes))).toBe('')
  })

  test('another key, another name, and each changed byte break the seal', () => {
    expect(() => unseal(newKey(), 'a', sealed)).toThrow(SealBroken)
    expect(() => unseal(key, 'b', sealed)).toThrow(SealBroken)
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = sealed.slice()
      changed[at] = must(changed[at], 'a byte') ^ 1
      expect(() => unseal(key, 'a', changed)).toThrow(SealBroken)
    }
    for (const length of [0, 1, 28]) expect(() => unseal(key, 'a', sealed.subarray(0, length))).toThrow(SealBroken)
  })

  test('keys have 32 bytes, an id that tells nothing of them, and others that follow from them', () => {
    expect(() => secretKey(randomBytes(31))).toThrow('32 bytes')
    expect(Buffer.from(key.bytes).toString('hex')).not.toContain(key.id)
    expect(derivedKey(key, 'one')).toEqual(derivedKey(key, 'one'))
    expect(derivedKey(key, 'one')).not.toEqual(derivedKey(key, 'two'))
  })
})

describe('keeping secrets', () => {
  let store: SecretStore
  let lines: string[]
  beforeEach(() => {
    store = memorySecretStore()
    lines = []
  })
  const secrets = (current: SecretKey, previous: SecretKey | null = null): Secrets =>
    new Secrets({
      store,
      keys: { current, previous },
      logger: createLogger('info', { write: (line: string) => void lines.push(line) }),
      now: () => 5,
      randomBytes,
    })

  test('a secret is kept, replaced and cleared', async () => {
    const kept = secrets(newKey())
    expect([await kept.get('a'), await kept.setAt('a')]).toEqual([null, null])
    await kept.set('a', 'old')
    await kept.set('a', VALUE)
    expect([await kept.get('a'), await kept.setAt('a')]).toEqual([VALUE, 5])
    expect([await kept.clear('a'), await kept.clear('a')]).toEqual([true, false])
    expect(await kept.get('a')).toBeNull()
  })

  test('a new key takes over what the one before has sealed, which is needed no more', async () => {
    const [first, second] = [newKey(), newKey()]
    await secrets(first).set('a', VALUE)
    const rotating = secrets(second, first)
    expect(await rotating.get('a')).toBe(VALUE)
    expect(await rotating.reseal()).toEqual({ resealed: 1, unreadable: [] })
    expect(await rotating.reseal()).toEqual({ resealed: 0, unreadable: [] })
    expect(await secrets(second).get('a')).toBe(VALUE)
    expect(await rotating.setAt('a')).toBe(5)
  })

  test('without its key a secret counts as absent, is not lost, and the log says what to do', async () => {
    const key = newKey()
    await secrets(key).set('a', VALUE)
    const stranger = secrets(newKey())
    expect(await stranger.get('a')).toBeNull()
    expect(await stranger.reseal()).toEqual({ resealed: 0, unreadable: ['a'] })
    expect(lines.join()).toContain('cannot be read')
    expect(lines.join()).not.toContain(VALUE)
    expect(await secrets(key).get('a')).toBe(VALUE)
  })
})

describe('the key', () => {
  let folder: string
  const logger = createLogger('silent')
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'storycanvas-key-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const none = { secretsKey: null, secretsKeyPrevious: null, isShared: false }

  test('is made once, in a file that only its user reads', async () => {
    const path = join(folder, 'data', SECRETS_KEY_FILE)
    const config = { ...none, dataDir: join(folder, 'data') }
    const all = await Promise.all(Array.from({ length: 5 }, () => openSecretKeys(config, logger)))
    expect(new Set(all.map(({ current }) => current.id)).size).toBe(1)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    chmodSync(path, 0o644)
    expect((await openSecretKeys(config, logger)).current.id).toBe(all[0]?.current.id)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(isSecretKeyText(readFileSync(path, 'utf8').trim())).toBe(true)
  })

  test('comes from the environment where that names one, and no file is made then', async () => {
    const [one, two] = [randomBytes(32), randomBytes(32)]
    const config = {
      ...none,
      dataDir: folder,
      secretsKey: one.toString('base64'),
      secretsKeyPrevious: two.toString('base64url'),
    }
    const keys = await openSecretKeys(config, logger)
    expect([keys.current.id, keys.previous?.id]).toEqual([secretKey(one).id, secretKey(two).id])
    expect(() => statSync(join(folder, SECRETS_KEY_FILE))).toThrow('ENOENT')
  })

  test('a file without a key is refused, and left alone', async () => {
    writeFileSync(join(folder, SECRETS_KEY_FILE), 'password')
    await expect(openSecretKeys({ ...none, dataDir: folder }, logger)).rejects.toThrow('holds no key')
    expect(readFileSync(join(folder, SECRETS_KEY_FILE), 'utf8')).toBe('password')
  })
})
