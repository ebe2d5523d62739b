import type { CredentialStore, OutsideIdentityRecord, PasskeyRecord } from '../credential-store.ts'
import type { Database } from './database.ts'
import type { OutsideIdentityRow, PasskeyRow } from './schema.ts'

/** Passkeys, links to sign-in services and ceremonies in a database. */
export function sqlCredentialStore(db: Database): CredentialStore {
  return {
    async addPasskey(passkey) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('passkeys')
        .values(toPasskeyRow(passkey))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows) > 0
    },
    async passkey(id) {
      const row = await db.selectFrom('passkeys').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? fromPasskeyRow(row) : null
    },
    async passkeysOf(accountId) {
      const rows = await db
        .selectFrom('passkeys')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(fromPasskeyRow)
    },
    async usePasskey(id, counter, at) {
      const { numUpdatedRows } = await db
        .updateTable('passkeys')
        .set({ counter, last_used_at: at })
        .where('id', '=', id)
        .where((eb) => (counter === 0 ? eb('counter', '=', 0) : eb('counter', '<', counter)))
        .executeTakeFirst()
      return Number(numUpdatedRows) > 0
    },
    async removePasskey(accountId, id) {
      const { numDeletedRows } = await db
        .deleteFrom('passkeys')
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return Number(numDeletedRows) > 0
    },

    async outsideIdentity(issuer, subject) {
      const row = await db
        .selectFrom('outside_identities')
        .selectAll()
        .where('issuer', '=', issuer)
        .where('subject', '=', subject)
        .executeTakeFirst()
      return row ? fromIdentityRow(row) : null
    },
    async outsideIdentitiesOf(accountId) {
      const query = db.selectFrom('outside_identities').selectAll().where('account_id', '=', accountId)
      return (await query.orderBy('linked_at').execute()).map(fromIdentityRow)
    },
    async link({ issuer, subject, accountId, email, linkedAt }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('outside_identities')
        .values({ issuer, subject, account_id: accountId, email, linked_at: linkedAt })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows) > 0
    },
    async unlink(accountId, issuer) {
      const { numDeletedRows } = await db
        .deleteFrom('outside_identities')
        .where('account_id', '=', accountId)
        .where('issuer', '=', issuer)
        .executeTakeFirst()
      return Number(numDeletedRows) > 0
    },

    async begin({ keyHash, kind, data, expiresAt }, now) {
      await db.deleteFrom('ceremonies').where('expires_at', '<=', now).execute()
      await db.insertInto('ceremonies').values({ key_hash: keyHash, kind, data, expires_at: expiresAt }).execute()
    },
    async take(keyHash, kind, now) {
      const row = await db
        .deleteFrom('ceremonies')
        .where('key_hash', '=', keyHash)
        .where('kind', '=', kind)
        .returningAll()
        .executeTakeFirst()
      if (!row || row.expires_at <= now) return null
      return { keyHash: row.key_hash, kind: row.kind, data: row.data, expiresAt: row.expires_at }
    },
  }
}

function toPasskeyRow(passkey: PasskeyRecord): PasskeyRow {
  return {
    id: passkey.id,
    account_id: passkey.accountId,
    public_key: passkey.publicKey,
    counter: passkey.counter,
    transports: passkey.transports,
    synced: Number(passkey.synced),
    name: passkey.name,
    created_at: passkey.createdAt,
    last_used_at: passkey.lastUsedAt,
  }
}

function fromPasskeyRow(row: PasskeyRow): PasskeyRecord {
  return {
    id: row.id,
    accountId: row.account_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: row.transports,
    synced: row.synced !== 0,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}

function fromIdentityRow(row: OutsideIdentityRow): OutsideIdentityRecord {
  return {
    issuer: row.issuer,
    subject: row.subject,
    accountId: row.account_id,
    email: row.email,
    linkedAt: row.linked_at,
  }
}
