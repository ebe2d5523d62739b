import type { AccountRecord, AccountStore } from '#server/storage/account-store.ts'
import type { InvitationRecord, MemberStore } from '#server/storage/member-store.ts'
import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'
import type { AccessChanges } from './access-changes.ts'
import { AccessRefused } from './access-refused.ts'
import type { Accounts, NewAccount } from './accounts.ts'
import type { Audit } from './audit.ts'
import type { FilmAccess } from './film-access.ts'
import type { Credentials, Identity } from './identity.ts'
import { mayAct } from './permissions.ts'
import { hashOfCode, newCode } from './secret-codes.ts'
import type { OpenedSession } from './sessions.ts'

const DAY = 24 * 60 * 60_000

/** What invitations take. */
export interface InvitationServices {
  readonly members: MemberStore
  readonly store: AccountStore
  readonly accounts: Accounts
  readonly films: FilmAccess
  readonly changes: AccessChanges
  readonly audit: Audit
  readonly now: () => number
  readonly newId: () => string
}

/** Whom to invite, and to what. */
export interface InvitationPlan {
  readonly studio: StudioRole
  readonly film: { readonly projectId: string; readonly role: ProjectRole } | null
  readonly note: string
  readonly days: number
}

/** Ways in for people who have no account yet, and to films for those who have: each works once. */
export class Invitations {
  readonly #services: InvitationServices

  constructor(services: InvitationServices) {
    this.#services = services
  }

  /** Makes an invitation; its code is told here alone. Throws `AccessRefused` where it is not theirs to make. */
  async make(
    inviter: Identity,
    { studio, film, note, days }: InvitationPlan,
  ): Promise<{ readonly invitation: InvitationRecord; readonly code: string }> {
    const { members, now, newId } = this.#services
    if (inviter.studio !== 'administrator') {
      if (film === null || studio !== 'guest') {
        throw new AccessRefused(
          'not-allowed',
          'Only administrators invite to the studio. You can invite guests to your films',
        )
      }
    }
    if (film) await this.#requireMayInviteTo(inviter, film.projectId)
    const code = newCode()
    const invitation: InvitationRecord = {
      id: newId(),
      codeHash: hashOfCode(code),
      studio,
      projectId: film?.projectId ?? null,
      projectRole: film?.role ?? null,
      note,
      inviterId: inviter.accountId,
      inviter: inviter.name,
      createdAt: now(),
      expiresAt: now() + days * DAY,
      usedBy: null,
    }
    await members.addInvitation(invitation)
    return { invitation, code }
  }

  /** The invitations that somebody may see: administrators all of them, others their own. */
  async list(identity: Identity): Promise<readonly InvitationRecord[]> {
    const all = await this.#services.members.invitations()
    if (identity.studio === 'administrator') return all
    return all.filter(({ inviterId }) => inviterId !== null && inviterId === identity.accountId)
  }

  /** Takes an invitation back. Throws `AccessRefused` where there is none that they may see. */
  async remove(identity: Identity, id: string): Promise<InvitationRecord> {
    const invitation = (await this.list(identity)).find((one) => one.id === id)
    if (!invitation) throw new AccessRefused('not-found', `There is no invitation with the id ${id}`)
    await this.#services.members.removeInvitation(id)
    return invitation
  }

  /** The invitation of a code. Throws `AccessRefused` where it does not hold. */
  async look(code: string): Promise<InvitationRecord> {
    const { members, now } = this.#services
    const invitation = await members.invitationByCode(hashOfCode(code))
    const holds = invitation && invitation.usedBy === null && invitation.expiresAt > now()
    if (holds && (await this.#inviterStillMay(invitation))) return invitation
    throw new AccessRefused('not-allowed', 'This invitation does not work, or no longer. Ask for a new one', 'code')
  }

  /** Makes an account by an invitation, and signs it in. Throws `AccessRefused`. */
  async acceptAnew(code: string, account: NewAccount, credentials: Credentials): Promise<OpenedSession> {
    const { accounts } = this.#services
    const made = await this.#makeBy(code, (studio) => accounts.make(account, studio), credentials)
    return accounts.open(made, credentials, 'invitation')
  }

  /** Makes an account without a password by an invitation, for somebody who comes in another way. Throws `AccessRefused`. */
  acceptWithout(
    code: string,
    account: Pick<NewAccount, 'name' | 'displayName'>,
    credentials: Credentials,
  ): Promise<AccountRecord> {
    const { accounts } = this.#services
    return this.#makeBy(code, (studio) => accounts.add({ ...account, passwordHash: null }, studio), credentials)
  }

  async #makeBy(
    code: string,
    make: (studio: StudioRole) => Promise<AccountRecord>,
    credentials: Credentials,
  ): Promise<AccountRecord> {
    const { store } = this.#services
    const invitation = await this.look(code)
    const made = await make(invitation.studio)
    try {
      await this.#use(invitation, made.id)
    } catch (error) {
      await store.remove(made.id)
      throw error
    }
    const { audit } = this.#services
    const actor = { accountId: made.id, name: made.displayName }
    await audit.note({
      kind: 'account-made',
      actor,
      address: credentials.address,
      subject: made.name,
      detail: `${invitation.studio}, invited by ${invitation.inviter}`,
    })
    return made
  }

  /** Takes an invitation for the account that is signed in; roles only ever grow by it. Throws `AccessRefused`. */
  async acceptAs(identity: Identity, code: string): Promise<InvitationRecord> {
    const { accounts, changes } = this.#services
    const invitation = await this.look(code)
    const account = await accounts.own(identity)
    await this.#use(invitation, account.id)
    if (STUDIO_RANKS.indexOf(invitation.studio) > STUDIO_RANKS.indexOf(account.studio)) {
      await accounts.update(account.id, { studio: invitation.studio })
    }
    changes.publish({ kind: 'account', accountId: account.id })
    return invitation
  }

  async #use(invitation: InvitationRecord, accountId: string): Promise<void> {
    const { members, audit, changes, store, now } = this.#services
    if (!(await members.useInvitation(invitation.id, accountId, now()))) {
      throw new AccessRefused('not-allowed', 'This invitation was used before. Ask for a new one', 'code')
    }
    const account = await store.get(accountId)
    const actor = { accountId, name: account?.displayName ?? '' }
    const { projectId, projectRole } = invitation
    await audit.note({ kind: 'invitation-used', actor, projectId, subject: invitation.id, detail: projectRole ?? '' })
    if (projectId === null || projectRole === null) return
    const known = await members.roleIn(projectId, accountId)
    if (known && mayAct(known, projectRole)) return
    await members.put({ projectId, accountId, role: projectRole, since: now() })
    changes.publish({ kind: 'film', projectId })
  }

  async #requireMayInviteTo(inviter: Identity, projectId: string): Promise<void> {
    if (inviter.kind === 'machine' || inviter.studio === 'administrator') return
    const role = await inviter.roleIn(projectId)
    if (!role) throw new AccessRefused('not-found', `There is no project with the id ${projectId}`, 'project_id')
    if (role !== 'owner') throw new AccessRefused('not-allowed', 'Only the owner of a film invites to it')
  }

  /** An invitation is worth what its maker could still give. */
  async #inviterStillMay({ inviterId, projectId, studio }: InvitationRecord): Promise<boolean> {
    if (inviterId === null) return true
    const inviter = await this.#services.store.get(inviterId)
    if (!inviter || inviter.disabled) return false
    if (inviter.studio === 'administrator') return true
    if (studio !== 'guest' || projectId === null) return false
    return (await this.#services.films.roleOf(inviter, projectId)) === 'owner'
  }
}

const STUDIO_RANKS: readonly StudioRole[] = ['guest', 'member', 'administrator']
