import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CeremonyRecord, CredentialStore, PasskeyRecord } from './credential-store.ts'
import type { PassStore, ShareLinkRecord, TokenRecord } from './pass-store.ts'

/** Opened stores, and the way to close them. */
export interface OpenedWaysIn {
  readonly passes: PassStore
  readonly credentials: CredentialStore
  close(): Promise<void>
}

const token: TokenRecord = {
  id: 't1',
  tokenHash: 'h1',
  accountId: 'kim',
  name: 'Render farm',
  scopes: ['read', 'work'],
  hint: '4Xy_',
  createdAt: 1,
  expiresAt: 9,
  lastUsedAt: null,
}
const link: ShareLinkRecord = {
  id: 'l1',
  tokenHash: 'h2',
  projectId: 'film',
  role: 'reviewer',
  note: 'The label',
  passwordHash: '$argon2id$x',
  makerId: 'kim',
  maker: 'Kim',
  createdAt: 1,
  expiresAt: null,
  lastUsedAt: null,
}
const passkey: PasskeyRecord = {
  id: 'p1',
  accountId: 'kim',
  publicKey: new Uint8Array([1, 0, 255]),
  counter: 0,
  transports: 'internal,hybrid',
  synced: true,
  name: 'Laptop',
  createdAt: 1,
  lastUsedAt: null,
}
const ceremony: CeremonyRecord = { keyHash: 'c1', kind: 'passkey-used', data: '{"a":1}', expiresAt: 100 }

/** What every driver of tokens, links, passkeys and sign-in services promises. */
export function describeWaysIn(name: string, open: () => Promise<OpenedWaysIn>): void {
  describe(`ways in: ${name}`, () => {
    let opened: OpenedWaysIn
    let passes: PassStore
    let credentials: CredentialStore
    beforeEach(async () => {
      opened = await open()
      ;({ passes, credentials } = opened)
    })
    afterEach(() => opened.close())

    test('tokens are found by their hash and listed by whose they are, newest first', async () => {
      const later = { ...token, id: 't2', tokenHash: 'h3', createdAt: 2, expiresAt: null }
      const machines = { ...token, id: 't3', tokenHash: 'h4', accountId: null }
      for (const one of [token, later, machines]) await passes.addToken(one)
      expect(await passes.tokenByHash('h1')).toEqual(token)
      expect(await passes.tokenByHash('h9')).toBeNull()
      expect(await passes.tokensOf('kim')).toEqual([later, token])
      expect(await passes.tokensOf(null)).toEqual([machines])
      await passes.touchToken('t1', 5)
      expect(await passes.token('t1')).toEqual({ ...token, lastUsedAt: 5 })
      expect([await passes.removeToken('t1'), await passes.removeToken('t1')]).toEqual([true, false])
      expect(await passes.tokenByHash('h1')).toBeNull()
    })

    test('share links are found by their hash and listed by film, newest first', async () => {
      const later = { ...link, id: 'l2', tokenHash: 'h5', createdAt: 2, passwordHash: null, expiresAt: 8 }
      await passes.addShareLink(link)
      await passes.addShareLink(later)
      expect(await passes.shareLinkByHash('h2')).toEqual(link)
      expect(await passes.shareLinksOf('film')).toEqual([later, link])
      expect(await passes.shareLinksOf('other')).toEqual([])
      await passes.touchShareLink('l1', 5)
      expect(await passes.shareLink('l1')).toEqual({ ...link, lastUsedAt: 5 })
      expect([await passes.removeShareLink('l1'), await passes.removeShareLink('l1')]).toEqual([true, false])
      expect(await passes.shareLink('l1')).toBeNull()
    })

    test('a passkey is kept once, and removed by its owner alone', async () => {
      expect(await credentials.addPasskey(passkey)).toBe(true)
      expect(await credentials.addPasskey({ ...passkey, accountId: 'lee' })).toBe(false)
      expect(await credentials.passkey('p1')).toEqual(passkey)
      expect(await credentials.passkeysOf('kim')).toEqual([passkey])
      expect(await credentials.removePasskey('lee', 'p1')).toBe(false)
      expect(await credentials.removePasskey('kim', 'p1')).toBe(true)
      expect(await credentials.passkey('p1')).toBeNull()
    })

    test('a passkey that counts never counts backwards', async () => {
      await credentials.addPasskey(passkey)
      expect(await credentials.usePasskey('p1', 0, 5)).toBe(true)
      expect(await credentials.usePasskey('p1', 3, 6)).toBe(true)
      expect(await credentials.usePasskey('p1', 3, 7)).toBe(false)
      expect(await credentials.usePasskey('p1', 0, 7)).toBe(false)
      expect(await credentials.passkey('p1')).toEqual({ ...passkey, counter: 3, lastUsedAt: 6 })
    })

    test('somebody of a sign-in service is one account', async () => {
      const known = { issuer: 'https://id', subject: '7', accountId: 'kim', email: 'kim@example.com', linkedAt: 1 }
      expect(await credentials.link(known)).toBe(true)
      expect(await credentials.link({ ...known, accountId: 'lee' })).toBe(false)
      expect(await credentials.outsideIdentity('https://id', '7')).toEqual(known)
      expect(await credentials.outsideIdentity('https://other', '7')).toBeNull()
      expect(await credentials.outsideIdentitiesOf('kim')).toEqual([known])
      expect([await credentials.unlink('kim', 'https://id'), await credentials.unlink('kim', 'https://id')]).toEqual([
        true,
        false,
      ])
    })

    test('a ceremony is taken once, by its kind and in its time', async () => {
      await credentials.begin(ceremony, 1)
      await credentials.begin({ ...ceremony, keyHash: 'c2', expiresAt: 5 }, 1)
      expect(await credentials.take('c1', 'passkey-added', 2)).toBeNull()
      const taken = await Promise.all([1, 2].map(() => credentials.take('c1', 'passkey-used', 2)))
      expect(taken.filter(Boolean)).toEqual([ceremony])
      expect(await credentials.take('c2', 'passkey-used', 5)).toBeNull()
    })
  })
}
