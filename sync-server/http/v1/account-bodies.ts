import type { AccountRecord, AccountStore, SessionRecord } from '#server/storage/account-store.ts'
import type { AuditRecord } from '#server/storage/audit-log.ts'
import type { InvitationRecord } from '#server/storage/member-store.ts'
import type { Identity } from '#server/auth/identity.ts'
import type { NamedMember } from '#server/auth/members.ts'
import type { People } from '#server/auth/people.ts'
import type {
  AccountBody,
  AuditEntryBody,
  InvitationBody,
  MemberBody,
  SessionBody,
  WhoAmI,
} from '#shared/protocol/accounts.ts'
import { SESSION_IDLE_MS } from '#server/auth/sessions.ts'

const iso = (at: number): string => new Date(at).toISOString()

/** An account as administrators, and its owner, see it. */
export function accountToBody(account: AccountRecord): AccountBody {
  return {
    id: account.id,
    name: account.name,
    display_name: account.displayName,
    studio_role: account.studio,
    disabled: account.disabled,
    has_password: account.passwordHash !== null,
    created_at: iso(account.createdAt),
    last_seen_at: account.lastSeenAt === null ? null : iso(account.lastSeenAt),
  }
}

/** A session as its owner sees it. */
export function sessionToBody(session: SessionRecord, currentId: string | null): SessionBody {
  return {
    id: session.id,
    current: session.id === currentId,
    created_at: iso(session.createdAt),
    last_seen_at: iso(session.lastSeenAt),
    expires_at: iso(Math.min(session.expiresAt, session.lastSeenAt + SESSION_IDLE_MS)),
    user_agent: session.userAgent,
    address: session.address,
  }
}

/** Somebody's role in a film. */
export function memberToBody({ account, accountId, role, since }: NamedMember): MemberBody {
  return { account_id: accountId, display_name: account.displayName, role, since: iso(since) }
}

/** An invitation, without its code. */
export function invitationToBody(invitation: InvitationRecord, usedBy: string | null): InvitationBody {
  return {
    id: invitation.id,
    studio_role: invitation.studio,
    project_id: invitation.projectId,
    project_role: invitation.projectRole,
    note: invitation.note,
    invited_by: invitation.inviter,
    created_at: iso(invitation.createdAt),
    expires_at: iso(invitation.expiresAt),
    used_by: usedBy,
  }
}

/** A line of the audit log. */
export function auditToBody({ actorId, projectId, at, ...rest }: AuditRecord): AuditEntryBody {
  return { ...rest, at: iso(at), actor_id: actorId, project_id: projectId }
}

/** Who asks, and what they are. */
export async function whoAmI(
  identity: Identity | null,
  { accountsOn, setUp }: People,
  store: Pick<AccountStore, 'get'>,
): Promise<WhoAmI> {
  const accounts = !accountsOn ? 'off' : (await setUp.isNeeded()) ? 'set-up' : 'on'
  if (!identity) {
    const nobody = { kind: null, account: null, name: null, studio_role: null, roles: null }
    return { accounts, signed_in: false, ...nobody }
  }
  const account = identity.accountId === null ? null : await store.get(identity.accountId)
  return {
    accounts,
    signed_in: true,
    kind: identity.kind,
    account: account && accountToBody(account),
    name: identity.name,
    studio_role: identity.studio,
    roles: await rolesOf(identity),
  }
}

async function rolesOf(identity: Identity): Promise<WhoAmI['roles']> {
  const films = await identity.films()
  if (!films) return null
  const roles = await Promise.all([...films].map(async (id) => ({ project_id: id, role: await identity.roleIn(id) })))
  return roles.flatMap(({ project_id, role }) => (role ? [{ project_id, role }] : []))
}
