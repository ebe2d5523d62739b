import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountStore } from './account-store.ts'
import type { Catalog } from './catalog.ts'
import type { InvitationRecord, MemberRecord, MemberStore } from './member-store.ts'

/** An opened store with those beside it, and the way to close it. */
export interface OpenedMemberStore {
  readonly store: MemberStore
  readonly accounts: AccountStore
  readonly catalog: Catalog
  close(): Promise<void>
}

const owner: MemberRecord = { projectId: 'film', accountId: 'a', role: 'owner', since: 5 }
const viewer: MemberRecord = { projectId: 'film', accountId: 'b', role: 'viewer', since: 1 }

const invitation: InvitationRecord = {
  id: 'i',
  codeHash: 'hash',
  studio: 'guest',
  projectId: 'film',
  projectRole: 'reviewer',
  note: 'for Cem',
  inviterId: 'a',
  inviter: 'Ada',
  createdAt: 1,
  expiresAt: 100,
  usedBy: null,
}

/** What every driver of the member store promises. */
export function describeMemberStore(name: string, open: () => Promise<OpenedMemberStore>): void {
  describe(`member store: ${name}`, () => {
    let opened: OpenedMemberStore
    let store: MemberStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())

    test('a role is given, changed and taken away', async () => {
      await store.put(viewer)
      await store.put(owner)
      expect(await store.roleIn('film', 'b')).toBe('viewer')
      expect(await store.roleIn('film', 'nobody')).toBeNull()
      expect(await store.membersOf('film')).toEqual([owner, viewer])
      await store.put({ ...viewer, role: 'editor', since: 9 })
      expect(await store.membersOf('film')).toEqual([owner, { ...viewer, role: 'editor' }])
      expect(await store.remove('film', 'b')).toBe(true)
      expect(await store.remove('film', 'b')).toBe(false)
      expect(await store.roleIn('film', 'b')).toBeNull()
    })

    test('the roles of somebody, and the films that have an owner', async () => {
      await store.put(owner)
      await store.put({ ...viewer, projectId: 'another' })
      await store.put({ ...viewer, accountId: 'a', projectId: 'another' })
      expect(await store.rolesOf('a')).toEqual([{ ...viewer, accountId: 'a', projectId: 'another' }, owner])
      expect(await store.hasOwner('film')).toBe(true)
      expect(await store.hasOwner('another')).toBe(false)
      expect(await store.ownedFilms()).toEqual(new Set(['film']))
    })

    test('of several that claim a film that nobody knows, one owns it', async () => {
      const claims = ['a', 'b', 'c'].map((accountId) => store.claim({ ...owner, accountId }))
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
      expect(await store.membersOf('film')).toHaveLength(1)
      expect(await opened.catalog.get('film')).not.toBeNull()
      await opened.catalog.ensure('known', 1)
      expect(await store.claim({ ...owner, projectId: 'known' })).toBe(false)
      expect(await store.membersOf('known')).toEqual([])
    })

    test('who goes from the studio goes from its films', async () => {
      const account = { id: 'b', name: 'Bo', displayName: 'Bo', studio: 'guest', passwordHash: null } as const
      await opened.accounts.add({ ...account, disabled: false, createdAt: 1, lastSeenAt: null })
      await store.put(viewer)
      await opened.accounts.remove('b')
      expect(await store.roleIn('film', 'b')).toBeNull()
    })

    test('an invitation is found by its code, and used once while it holds', async () => {
      await store.addInvitation(invitation)
      await store.addInvitation({ ...invitation, id: 'later', codeHash: 'other', createdAt: 2 })
      expect((await store.invitations()).map(({ id }) => id)).toEqual(['later', 'i'])
      expect(await store.invitationByCode('hash')).toEqual(invitation)
      expect(await store.invitationByCode('none')).toBeNull()
      expect(await store.useInvitation('i', 'c', 100)).toBe(false)
      const uses = await Promise.all(['c', 'd'].map((account) => store.useInvitation('i', account, 99)))
      expect(uses.filter(Boolean)).toHaveLength(1)
      expect((await store.invitationByCode('hash'))?.usedBy).toBe(uses[0] ? 'c' : 'd')
      expect(await store.removeInvitation('later')).toBe(true)
      expect(await store.removeInvitation('later')).toBe(false)
    })
  })
}
