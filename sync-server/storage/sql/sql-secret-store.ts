import type { SealedSecret, SecretStore } from '../secret-store.ts'
import type { Database } from './database.ts'
import type { SecretRow } from './schema.ts'

/** Sealed secrets in a database. */
export function sqlSecretStore(db: Database): SecretStore {
  return {
    async list() {
      const rows = await db.selectFrom('secrets').selectAll().orderBy('name').execute()
      return rows.map(fromRow)
    },

    async get(name) {
      const row = await db.selectFrom('secrets').selectAll().where('name', '=', name).executeTakeFirst()
      return row ? fromRow(row) : null
    },

    async put(secret) {
      const row = toRow(secret)
      await db
        .insertInto('secrets')
        .values(row)
        .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
        .execute()
    },

    async reseal(before, next) {
      const updated = await db
        .updateTable('secrets')
        .set(toRow(next))
        .where('name', '=', before.name)
        .where('sealed', '=', before.sealed)
        .executeTakeFirst()
      return Number(updated.numUpdatedRows) > 0
    },

    async remove(name) {
      const deleted = await db.deleteFrom('secrets').where('name', '=', name).executeTakeFirst()
      return Number(deleted.numDeletedRows) > 0
    },
  }
}

function toRow({ name, keyId, sealed, updatedAt }: SealedSecret): SecretRow {
  return { name, key_id: keyId, sealed, updated_at: updatedAt }
}

function fromRow({ name, key_id, sealed, updated_at }: SecretRow): SealedSecret {
  return { name, keyId: key_id, sealed, updatedAt: updated_at }
}
