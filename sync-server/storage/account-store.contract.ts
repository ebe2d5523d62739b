import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountRecord, AccountStore, SessionRecord } from './account-store.ts'

/** An opened store, and the way to close it. */
export interface OpenedAccountStore {
  readonly store: AccountStore
  close(): Promise<void>
}

const ada: AccountRecord = {
  id: 'a',
  name: 'Ada',
  displayName: 'Ada L.',
  studio: 'administrator',
  passwordHash: '$argon2id$…',
  disabled: false,
  createdAt: 2,
  lastSeenAt: null,
}
const bo: AccountRecord = { ...ada, id: 'b', name: 'bo@example.org', studio: 'guest', passwordHash: null, createdAt: 1 }

const session = (id: string, change: Partial<SessionRecord> = {}): SessionRecord => ({
  id,
  tokenHash: `hash of ${id}`,
  accountId: 'a',
  createdAt: 10,
  lastSeenAt: 10,
  expiresAt: 1000,
  userAgent: 'A browser',
  address: null,
  ...change,
})

/** What every driver of the account store promises. */
export function describeAccountStore(name: string, open: () => Promise<OpenedAccountStore>): void {
  describe(`account store: ${name}`, () => {
    let opened: OpenedAccountStore
    let store: AccountStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('accounts come back oldest first, by id, and by name whatever its capitals', async () => {
      expect(await store.add(ada)).toBe(true)
      expect(await store.add(bo)).toBe(true)
      expect(await store.list()).toEqual([bo, ada])
      expect(await store.get('a')).toEqual(ada)
      expect(await store.byName('ADA')).toEqual(ada)
      expect(await store.byName('ａｄａ')).toEqual(ada)
      expect(await store.byName('Bo')).toBeNull()
    })

    test('an administrator who is disabled cannot sign in', async () => {
      await store.add(bo)
      expect(await store.anyAdministrator()).toBe(false)
      await store.add(ada)
      expect(await store.anyAdministrator()).toBe(true)
      await store.update('a', { disabled: true })
      expect(await store.anyAdministrator()).toBe(false)
    })

    test('a name is given once', async () => {
      await store.add(ada)
      expect(await store.add({ ...bo, name: 'aDA' })).toBe(false)
      expect(await store.list()).toEqual([ada])
    })

    test('what is given changes, and nothing else', async () => {
      await store.add(ada)
      expect(await store.update('a', { disabled: true, lastSeenAt: 5 })).toBe(true)
      expect(await store.update('a', { passwordHash: null, studio: 'member' })).toBe(true)
      expect(await store.update('a', {})).toBe(true)
      expect(await store.update('nobody', { disabled: true })).toBe(false)
      expect(await store.get('a')).toEqual({
        ...ada,
        disabled: true,
        lastSeenAt: 5,
        passwordHash: null,
        studio: 'member',
      })
    })

    test('sessions are found by their token, and listed by their last use', async () => {
      await store.addSession(session('one'))
      await store.addSession(session('two'))
      await store.touchSession('one', 20, '10.0.0.1')
      const used = session('one', { lastSeenAt: 20, address: '10.0.0.1' })
      expect(await store.sessionByToken('hash of one')).toEqual(used)
      expect(await store.session('two')).toEqual(session('two'))
      expect(await store.sessionByToken('hash of three')).toBeNull()
      expect(await store.sessionsOf('a')).toEqual([used, session('two')])
    })

    test('one session ends, all but one, or those that nobody uses', async () => {
      for (const id of ['one', 'two', 'three']) await store.addSession(session(id))
      expect(await store.removeSession('one')).toBe(true)
      expect(await store.removeSession('one')).toBe(false)
      expect(await store.removeSessionsOf('a', 'two')).toEqual(['three'])
      await store.addSession(session('idle', { lastSeenAt: 3 }))
      await store.addSession(session('over', { expiresAt: 50 }))
      await store.forgetEnded(50, 3)
      expect(await store.sessionsOf('a')).toEqual([session('two')])
      expect(await store.removeSessionsOf('a', null)).toEqual(['two'])
    })

    test('a removed account takes its sessions and codes along', async () => {
      await store.add(ada)
      await store.addSession(session('one'))
      await store.addCode({ codeHash: 'c', kind: 'password-reset', accountId: 'a', expiresAt: 100 })
      expect(await store.remove('a')).toBe(true)
      expect(await store.remove('a')).toBe(false)
      expect(await store.sessionByToken('hash of one')).toBeNull()
      expect(await store.takeCode('c', 'password-reset', 1)).toBeNull()
    })

    test('a code works once, for what it is good for, and no other of its kind after it', async () => {
      const code = { codeHash: 'c', kind: 'password-reset', accountId: 'a', expiresAt: 100 } as const
      await store.addCode(code)
      await store.addCode({ ...code, codeHash: 'another of the same' })
      await store.addCode({ ...code, codeHash: "somebody else's", accountId: 'b' })
      expect(await store.takeCode('c', 'set-up', 1)).toBeNull()
      expect(await store.takeCode('c', 'password-reset', 99)).toEqual(code)
      expect(await store.takeCode('c', 'password-reset', 99)).toBeNull()
      expect(await store.takeCode('another of the same', 'password-reset', 99)).toBeNull()
      expect(await store.takeCode("somebody else's", 'password-reset', 100)).toBeNull()
    })

    test('of several that use the codes of one kind at once, one succeeds', async () => {
      const codes = ['one', 'two', 'three'].map((codeHash) => ({
        codeHash,
        kind: 'set-up',
        accountId: null,
        expiresAt: 9,
      }))
      for (const code of codes) await store.addCode({ ...code, kind: 'set-up' })
      const taken = await Promise.all(codes.map(({ codeHash }) => store.takeCode(codeHash, 'set-up', 1)))
      expect(taken.filter(Boolean)).toHaveLength(1)
    })
  })
}
