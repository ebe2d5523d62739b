import type { InvitationRecord, MemberRecord, MemberStore } from '../member-store.ts'
import type { Database } from './database.ts'
import type { FilmMemberRow, InvitationRow } from './schema.ts'

/** Roles in films, and invitations, in a database. */
export function sqlMemberStore(db: Database): MemberStore {
  return {
    async roleIn(projectId, accountId) {
      const row = await db
        .selectFrom('film_members')
        .select('role')
        .where('project_id', '=', projectId)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return row?.role ?? null
    },

    async membersOf(projectId) {
      const rows = await db
        .selectFrom('film_members')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy((eb) => eb.case().when('role', '=', 'owner').then(0).else(1).end())
        .orderBy('since')
        .orderBy('account_id')
        .execute()
      return rows.map(fromRow)
    },

    async rolesOf(accountId) {
      const rows = await db
        .selectFrom('film_members')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('project_id')
        .execute()
      return rows.map(fromRow)
    },

    async put(member) {
      await db
        .insertInto('film_members')
        .values(toRow(member))
        .onConflict((conflict) => conflict.columns(['project_id', 'account_id']).doUpdateSet({ role: member.role }))
        .execute()
    },

    async remove(projectId, accountId) {
      const { numDeletedRows } = await db
        .deleteFrom('film_members')
        .where('project_id', '=', projectId)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return numDeletedRows > 0
    },

    async hasOwner(projectId) {
      const row = await db
        .selectFrom('film_members')
        .select('account_id')
        .where('project_id', '=', projectId)
        .where('role', '=', 'owner')
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },

    async ownedFilms() {
      const rows = await db
        .selectFrom('film_members')
        .select('project_id')
        .distinct()
        .where('role', '=', 'owner')
        .execute()
      return new Set(rows.map((row) => row.project_id))
    },

    async claim(member) {
      return db.transaction().execute(async (tx) => {
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('projects')
          .values({
            id: member.projectId,
            name: '',
            created_at: member.since,
            updated_at: member.since,
            archived_at: null,
            deleted_at: null,
            record: null,
          })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst()
        if (!Number(numInsertedOrUpdatedRows)) return false
        await tx.insertInto('film_members').values(toRow(member)).execute()
        return true
      })
    },

    async addInvitation(invitation) {
      await db.insertInto('invitations').values(toInvitationRow(invitation)).execute()
    },

    async invitations() {
      const rows = await db.selectFrom('invitations').selectAll().orderBy('created_at', 'desc').orderBy('id').execute()
      return rows.map(fromInvitationRow)
    },

    async invitationByCode(codeHash) {
      const row = await db.selectFrom('invitations').selectAll().where('code_hash', '=', codeHash).executeTakeFirst()
      return row ? fromInvitationRow(row) : null
    },

    async useInvitation(id, accountId, now) {
      const { numUpdatedRows } = await db
        .updateTable('invitations')
        .set({ used_by: accountId })
        .where('id', '=', id)
        .where('used_by', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return numUpdatedRows > 0
    },

    async removeInvitation(id) {
      const { numDeletedRows } = await db.deleteFrom('invitations').where('id', '=', id).executeTakeFirst()
      return numDeletedRows > 0
    },
  }
}

function toRow({ projectId, accountId, role, since }: MemberRecord): FilmMemberRow {
  return { project_id: projectId, account_id: accountId, role, since }
}

function fromRow({ project_id, account_id, role, since }: FilmMemberRow): MemberRecord {
  return { projectId: project_id, accountId: account_id, role, since }
}

function toInvitationRow(invitation: InvitationRecord): InvitationRow {
  return {
    id: invitation.id,
    code_hash: invitation.codeHash,
    studio_role: invitation.studio,
    project_id: invitation.projectId,
    project_role: invitation.projectRole,
    note: invitation.note,
    inviter_id: invitation.inviterId,
    inviter: invitation.inviter,
    created_at: invitation.createdAt,
    expires_at: invitation.expiresAt,
    used_by: invitation.usedBy,
  }
}

function fromInvitationRow(row: InvitationRow): InvitationRecord {
  return {
    id: row.id,
    codeHash: row.code_hash,
    studio: row.studio_role,
    projectId: row.project_id,
    projectRole: row.project_role,
    note: row.note,
    inviterId: row.inviter_id,
    inviter: row.inviter,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedBy: row.used_by,
  }
}
