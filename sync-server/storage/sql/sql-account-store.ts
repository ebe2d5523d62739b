import { nameKey, type AccountRecord, type AccountStore, type SessionRecord } from '../account-store.ts'
import type { Database } from './database.ts'
import type { AccountRow, SessionRow } from './schema.ts'

/** Accounts, sessions and one-time codes in a database. */
export function sqlAccountStore(db: Database): AccountStore {
  return {
    async add(account) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('accounts')
        .values(toRow(account))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows) > 0
    },

    async update(id, { displayName, studio, passwordHash, disabled, lastSeenAt }) {
      const change = {
        ...(displayName !== undefined && { display_name: displayName }),
        ...(studio !== undefined && { studio_role: studio }),
        ...(passwordHash !== undefined && { password_hash: passwordHash }),
        ...(disabled !== undefined && { disabled: Number(disabled) }),
        ...(lastSeenAt !== undefined && { last_seen_at: lastSeenAt }),
      }
      if (Object.keys(change).length === 0) return (await this.get(id)) !== null
      const { numUpdatedRows } = await db.updateTable('accounts').set(change).where('id', '=', id).executeTakeFirst()
      return numUpdatedRows > 0
    },

    async get(id) {
      const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async byName(name) {
      const row = await db.selectFrom('accounts').selectAll().where('name_key', '=', nameKey(name)).executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async list() {
      const rows = await db.selectFrom('accounts').selectAll().orderBy('created_at').orderBy('id').execute()
      return rows.map(fromRow)
    },

    async anyAdministrator() {
      const row = await db
        .selectFrom('accounts')
        .select('id')
        .where('studio_role', '=', 'administrator')
        .where('disabled', '=', 0)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },

    async remove(id) {
      return db.transaction().execute(async (tx) => {
        const { numDeletedRows } = await tx.deleteFrom('accounts').where('id', '=', id).executeTakeFirst()
        for (const table of [
          'sessions',
          'one_time_codes',
          'film_members',
          'media_uploads',
          'access_tokens',
          'passkeys',
          'outside_identities',
        ] as const) {
          await tx.deleteFrom(table).where('account_id', '=', id).execute()
        }
        return numDeletedRows > 0
      })
    },

    async addSession(session) {
      await db.insertInto('sessions').values(toSessionRow(session)).execute()
    },

    async sessionByToken(tokenHash) {
      const row = await db.selectFrom('sessions').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()
      return row ? fromSessionRow(row) : null
    },

    async session(id) {
      const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? fromSessionRow(row) : null
    },

    async touchSession(id, at, address) {
      await db.updateTable('sessions').set({ last_seen_at: at, address }).where('id', '=', id).execute()
    },

    async sessionsOf(accountId) {
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('last_seen_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(fromSessionRow)
    },

    async removeSession(id) {
      const { numDeletedRows } = await db.deleteFrom('sessions').where('id', '=', id).executeTakeFirst()
      return numDeletedRows > 0
    },

    async removeSessionsOf(accountId, exceptId) {
      const rows = await db
        .deleteFrom('sessions')
        .where('account_id', '=', accountId)
        .where('id', '!=', exceptId ?? '')
        .returning('id')
        .execute()
      return rows.map(({ id }) => id)
    },

    async forgetEnded(now, idleSince) {
      await db
        .deleteFrom('sessions')
        .where((eb) => eb.or([eb('expires_at', '<=', now), eb('last_seen_at', '<=', idleSince)]))
        .execute()
      await db.deleteFrom('one_time_codes').where('expires_at', '<=', now).execute()
    },

    async addCode({ codeHash, kind, accountId, expiresAt }) {
      await db
        .insertInto('one_time_codes')
        .values({ code_hash: codeHash, kind, account_id: accountId, expires_at: expiresAt })
        .execute()
    },

    async takeCode(codeHash, kind, now) {
      return db.transaction().execute(async (tx) => {
        const taken = await tx
          .deleteFrom('one_time_codes')
          .where('code_hash', '=', codeHash)
          .where('kind', '=', kind)
          .returningAll()
          .executeTakeFirst()
        if (!taken || taken.expires_at <= now) return null
        await tx
          .deleteFrom('one_time_codes')
          .where('kind', '=', kind)
          .where('account_id', taken.account_id === null ? 'is' : '=', taken.account_id)
          .execute()
        return { codeHash, kind, accountId: taken.account_id, expiresAt: taken.expires_at }
      })
    },
  }
}

function toRow(account: AccountRecord): AccountRow {
  return {
    id: account.id,
    name: account.name,
    name_key: nameKey(account.name),
    display_name: account.displayName,
    studio_role: account.studio,
    password_hash: account.passwordHash,
    disabled: Number(account.disabled),
    created_at: account.createdAt,
    last_seen_at: account.lastSeenAt,
  }
}

function fromRow(row: AccountRow): AccountRecord {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    studio: row.studio_role,
    passwordHash: row.password_hash,
    disabled: row.disabled !== 0,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  }
}

function toSessionRow(session: SessionRecord): SessionRow {
  return {
    id: session.id,
    token_hash: session.tokenHash,
    account_id: session.accountId,
    created_at: session.createdAt,
    last_seen_at: session.lastSeenAt,
    expires_at: session.expiresAt,
    user_agent: session.userAgent,
    address: session.address,
  }
}

function fromSessionRow(row: SessionRow): SessionRecord {
  return {
    id: row.id,
    tokenHash: row.token_hash,
    accountId: row.account_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    userAgent: row.user_agent,
    address: row.address,
  }
}
