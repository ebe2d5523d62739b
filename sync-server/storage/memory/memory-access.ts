import type { AccountRecord, AccountStore, CodeRecord, SessionRecord } from '../account-store.ts'
import { nameKey } from '../account-store.ts'
import type { Catalog } from '../catalog.ts'
import { LIBRARY, type MediaUse } from '../media-use.ts'
import type { InvitationRecord, MemberRecord, MemberStore } from '../member-store.ts'

interface State {
  readonly accounts: Map<string, AccountRecord>
  readonly sessions: Map<string, SessionRecord>
  readonly codes: Map<string, CodeRecord>
  /** By film and account. */
  readonly members: Map<string, MemberRecord>
  readonly invitations: Map<string, InvitationRecord>
  /** Hashes by film, and by who brought them. */
  readonly films: Map<string, Set<string>>
  readonly uploads: Map<string, Set<string>>
}

/** Accounts, roles and who uses which media in memory: gone with the process. They share what they know of people. */
export function memoryAccess(catalog: Catalog): {
  readonly accounts: AccountStore
  readonly members: MemberStore
  readonly mediaUse: MediaUse
} {
  const state: State = {
    accounts: new Map(),
    sessions: new Map(),
    codes: new Map(),
    members: new Map(),
    invitations: new Map(),
    films: new Map(),
    uploads: new Map(),
  }
  return { accounts: accountStore(state), members: memberStore(state, catalog), mediaUse: mediaUse(state) }
}

function accountStore({ accounts, sessions, codes, members, uploads }: State): AccountStore {
  const byName = (name: string): AccountRecord | undefined =>
    [...accounts.values()].find((account) => nameKey(account.name) === nameKey(name))
  return {
    async add(account) {
      if (accounts.has(account.id) || byName(account.name)) return false
      accounts.set(account.id, account)
      return true
    },
    async update(id, change) {
      const account = accounts.get(id)
      if (!account) return false
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      accounts.set(id, { ...account, ...given })
      return true
    },
    async get(id) {
      return accounts.get(id) ?? null
    },
    async byName(name) {
      return byName(name) ?? null
    },
    async list() {
      return [...accounts.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    },
    async anyAdministrator() {
      return [...accounts.values()].some(({ studio, disabled }) => studio === 'administrator' && !disabled)
    },
    async remove(id) {
      forget(sessions, (session) => session.accountId === id)
      forget(codes, (code) => code.accountId === id)
      forget(members, (member) => member.accountId === id)
      uploads.delete(id)
      return accounts.delete(id)
    },
    async addSession(session) {
      sessions.set(session.id, session)
    },
    async sessionByToken(tokenHash) {
      return [...sessions.values()].find((session) => session.tokenHash === tokenHash) ?? null
    },
    async session(id) {
      return sessions.get(id) ?? null
    },
    async touchSession(id, lastSeenAt, address) {
      const session = sessions.get(id)
      if (session) sessions.set(id, { ...session, lastSeenAt, address })
    },
    async sessionsOf(accountId) {
      return [...sessions.values()]
        .filter((session) => session.accountId === accountId)
        .sort((a, b) => b.lastSeenAt - a.lastSeenAt || (a.id < b.id ? -1 : 1))
    },
    async removeSession(id) {
      return sessions.delete(id)
    },
    async removeSessionsOf(accountId, exceptId) {
      return forget(sessions, (session) => session.accountId === accountId && session.id !== exceptId)
    },
    async forgetEnded(now, idleSince) {
      forget(sessions, ({ expiresAt, lastSeenAt }) => expiresAt <= now || lastSeenAt <= idleSince)
      forget(codes, ({ expiresAt }) => expiresAt <= now)
    },
    async addCode(code) {
      codes.set(code.codeHash, code)
    },
    async takeCode(codeHash, kind, now) {
      const code = codes.get(codeHash)
      if (!code || code.kind !== kind) return null
      codes.delete(codeHash)
      if (code.expiresAt <= now) return null
      forget(codes, (other) => other.kind === kind && other.accountId === code.accountId)
      return code
    },
  }
}

function memberStore({ members, invitations }: State, catalog: Catalog): MemberStore {
  const keyOf = (projectId: string, accountId: string): string => `${projectId}/${accountId}`
  const all = (): MemberRecord[] => [...members.values()]
  return {
    async roleIn(projectId, accountId) {
      return members.get(keyOf(projectId, accountId))?.role ?? null
    },
    async membersOf(projectId) {
      const isOwner = ({ role }: MemberRecord): number => (role === 'owner' ? 0 : 1)
      return all()
        .filter((member) => member.projectId === projectId)
        .sort((a, b) => isOwner(a) - isOwner(b) || a.since - b.since || (a.accountId < b.accountId ? -1 : 1))
    },
    async rolesOf(accountId) {
      return all()
        .filter((member) => member.accountId === accountId)
        .sort((a, b) => (a.projectId < b.projectId ? -1 : 1))
    },
    async put(member) {
      const key = keyOf(member.projectId, member.accountId)
      members.set(key, { ...member, since: members.get(key)?.since ?? member.since })
    },
    async remove(projectId, accountId) {
      return members.delete(keyOf(projectId, accountId))
    },
    async hasOwner(projectId) {
      return all().some((member) => member.projectId === projectId && member.role === 'owner')
    },
    async ownedFilms() {
      return new Set(all().flatMap(({ projectId, role }) => (role === 'owner' ? [projectId] : [])))
    },
    async claim(member) {
      if (!(await catalog.ensure(member.projectId, member.since))) return false
      members.set(keyOf(member.projectId, member.accountId), member)
      return true
    },
    async addInvitation(invitation) {
      invitations.set(invitation.id, invitation)
    },
    async invitations() {
      return [...invitations.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1))
    },
    async invitationByCode(codeHash) {
      return [...invitations.values()].find((invitation) => invitation.codeHash === codeHash) ?? null
    },
    async useInvitation(id, accountId, now) {
      const invitation = invitations.get(id)
      if (!invitation || invitation.usedBy !== null || invitation.expiresAt <= now) return false
      invitations.set(id, { ...invitation, usedBy: accountId })
      return true
    },
    async removeInvitation(id) {
      return invitations.delete(id)
    },
  }
}

function mediaUse({ films, uploads, members }: State): MediaUse {
  const brought = (sha256: string, accountId: string): boolean => uploads.get(accountId)?.has(sha256) ?? false
  const isIn = (projectId: string, sha256: string): boolean => films.get(projectId)?.has(sha256) ?? false
  const filmsOf = (accountId: string): string[] =>
    [...members.values()].flatMap((member) => (member.accountId === accountId ? [member.projectId] : []))
  const mayRead = (sha256: string, accountId: string): boolean =>
    brought(sha256, accountId) || filmsOf(accountId).some((projectId) => isIn(projectId, sha256))
  return {
    async note(projectId, hashes, trusted) {
      const editors = [...members.values()].flatMap(({ projectId: film, role, accountId }) =>
        film === projectId && (role === 'owner' || role === 'editor') ? [accountId] : [],
      )
      const noted = [...new Set(hashes)].sort().filter((sha256) => {
        return (
          trusted ||
          isIn(projectId, sha256) ||
          isIn(LIBRARY, sha256) ||
          editors.some((editor) => mayRead(sha256, editor))
        )
      })
      films.set(projectId, new Set([...(films.get(projectId) ?? []), ...noted]))
      return noted
    },
    async uploaded(sha256, accountId) {
      uploads.set(accountId, (uploads.get(accountId) ?? new Set()).add(sha256))
    },
    async mayRead(sha256, accountId) {
      return mayRead(sha256, accountId)
    },
    async filmsOf(sha256) {
      return [...films].flatMap(([projectId, hashes]) => (hashes.has(sha256) ? [projectId] : [])).sort()
    },
  }
}

/** Removes what fits; returns the keys. */
function forget<T>(map: Map<string, T>, fits: (value: T) => boolean): string[] {
  const keys = [...map].flatMap(([key, value]) => (fits(value) ? [key] : []))
  for (const key of keys) map.delete(key)
  return keys
}
