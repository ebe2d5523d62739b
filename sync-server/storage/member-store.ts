import type { ProjectRole, StudioRole } from '#shared/model/roles.ts'

/** Somebody's role in a film. */
export interface MemberRecord {
  readonly projectId: string
  readonly accountId: string
  readonly role: ProjectRole
  /** Milliseconds since 1970, as all times here. */
  readonly since: number
}

/** A way in for somebody who has none yet, or to a film. */
export interface InvitationRecord {
  readonly id: string
  /** SHA-256 of the code. */
  readonly codeHash: string
  readonly studio: StudioRole
  readonly projectId: string | null
  readonly projectRole: ProjectRole | null
  readonly note: string
  /** Who invited: null for the machine. */
  readonly inviterId: string | null
  readonly inviter: string
  readonly createdAt: number
  readonly expiresAt: number
  /** The account that came by it. */
  readonly usedBy: string | null
}

/** Who may do what in which film, and who is invited to it. */
export interface MemberStore {
  roleIn(projectId: string, accountId: string): Promise<ProjectRole | null>
  /** The members of a film, owners first, then by how long they are. */
  membersOf(projectId: string): Promise<readonly MemberRecord[]>
  /** The roles of an account. */
  rolesOf(accountId: string): Promise<readonly MemberRecord[]>
  /** Gives a role, in place of another one. */
  put(member: MemberRecord): Promise<void>
  /** Takes a role away; resolves with whether there was one. */
  remove(projectId: string, accountId: string): Promise<boolean>
  /** Whether somebody owns the film. */
  hasOwner(projectId: string): Promise<boolean>
  /** The films that somebody owns. */
  ownedFilms(): Promise<ReadonlySet<string>>
  /**
   * Makes somebody the owner of a film that nobody knows yet, with its entry in the catalogue; of several who try at once
   * one succeeds. Resolves with whether it did.
   */
  claim(member: MemberRecord): Promise<boolean>

  addInvitation(invitation: InvitationRecord): Promise<void>
  /** Every invitation, newest first. */
  invitations(): Promise<readonly InvitationRecord[]>
  invitationByCode(codeHash: string): Promise<InvitationRecord | null>
  /** Uses an invitation up; resolves with whether nobody has before, and it still holds. */
  useInvitation(id: string, accountId: string, now: number): Promise<boolean>
  /** Takes an invitation back; resolves with whether there was one. */
  removeInvitation(id: string): Promise<boolean>
}
