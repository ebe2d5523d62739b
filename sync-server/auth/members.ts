import type { AccountRecord, AccountStore } from '#server/storage/account-store.ts'
import type { MemberRecord, MemberStore } from '#server/storage/member-store.ts'
import type { ProjectRole } from '#shared/model/roles.ts'
import type { AccessChanges } from './access-changes.ts'
import { AccessRefused } from './access-refused.ts'

/** What roles in films take. */
export interface MemberServices {
  readonly members: MemberStore
  readonly accounts: AccountStore
  readonly changes: AccessChanges
  readonly now: () => number
}

/** A member with who it is. */
export interface NamedMember extends MemberRecord {
  readonly account: AccountRecord
}

/** Giving roles in a film, and taking them away. */
export class Members {
  readonly #services: MemberServices

  constructor(services: MemberServices) {
    this.#services = services
  }

  async list(projectId: string): Promise<readonly NamedMember[]> {
    const { members, accounts } = this.#services
    const all = await Promise.all(
      (await members.membersOf(projectId)).map(async (member) => ({
        ...member,
        account: await accounts.get(member.accountId),
      })),
    )
    return all.flatMap((member) => (member.account ? [{ ...member, account: member.account }] : []))
  }

  /** Gives somebody a role, in place of another one. Throws `AccessRefused` where the film would lose its last owner. */
  async put(projectId: string, accountId: string, role: ProjectRole): Promise<NamedMember> {
    const { members, accounts, changes, now } = this.#services
    const account = await accounts.get(accountId)
    if (!account) throw new AccessRefused('not-found', `There is no account with the id ${accountId}`)
    if (role !== 'owner') await this.#requireAnotherOwner(projectId, accountId)
    await members.put({ projectId, accountId, role, since: now() })
    changes.publish({ kind: 'film', projectId })
    const since = (await members.membersOf(projectId)).find((member) => member.accountId === accountId)?.since ?? now()
    return { projectId, accountId, role, since, account }
  }

  /** Gives a role to somebody by the name they sign in by. Throws `AccessRefused`. */
  async add(projectId: string, name: string, role: ProjectRole): Promise<NamedMember> {
    const { members, accounts } = this.#services
    const account = await accounts.byName(name)
    if (!account) throw new AccessRefused('not-found', `Nobody here signs in as ${name}. Invite them instead`, 'name')
    if (await members.roleIn(projectId, account.id)) {
      throw new AccessRefused('conflict', `${account.displayName} has a role in this film already`, 'name')
    }
    return this.put(projectId, account.id, role)
  }

  /** Takes a role away; sockets and streams of who had it end at once. Throws `AccessRefused`. */
  async remove(projectId: string, accountId: string): Promise<void> {
    const { members, changes } = this.#services
    await this.#requireAnotherOwner(projectId, accountId)
    if (!(await members.remove(projectId, accountId))) {
      throw new AccessRefused('not-found', 'They have no role in this film')
    }
    changes.publish({ kind: 'film', projectId })
  }

  async #requireAnotherOwner(projectId: string, accountId: string): Promise<void> {
    const owners = (await this.#services.members.membersOf(projectId)).filter(({ role }) => role === 'owner')
    if (owners.length > 1 || owners[0]?.accountId !== accountId) return
    throw new AccessRefused('conflict', 'A film keeps an owner. Make somebody else its owner first')
  }
}
