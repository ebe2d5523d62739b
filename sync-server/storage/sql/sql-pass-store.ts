import { z } from 'zod'
import { Scope } from '#shared/model/scopes.ts'
import type { PassStore, ShareLinkRecord, TokenRecord } from '../pass-store.ts'
import type { Database } from './database.ts'
import type { ShareLinkRow, TokenRow } from './schema.ts'

/** Tokens and share links in a database. */
export function sqlPassStore(db: Database): PassStore {
  return {
    async addToken(token) {
      await db.insertInto('access_tokens').values(toTokenRow(token)).execute()
    },
    async token(id) {
      const row = await db.selectFrom('access_tokens').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? fromTokenRow(row) : null
    },
    async tokenByHash(tokenHash) {
      const query = db.selectFrom('access_tokens').selectAll().where('token_hash', '=', tokenHash)
      const row = await query.executeTakeFirst()
      return row ? fromTokenRow(row) : null
    },
    async tokensOf(accountId) {
      const rows = await db
        .selectFrom('access_tokens')
        .selectAll()
        .where('account_id', accountId === null ? 'is' : '=', accountId)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(fromTokenRow)
    },
    async touchToken(id, at) {
      await db.updateTable('access_tokens').set({ last_used_at: at }).where('id', '=', id).execute()
    },
    async removeToken(id) {
      const { numDeletedRows } = await db.deleteFrom('access_tokens').where('id', '=', id).executeTakeFirst()
      return Number(numDeletedRows) > 0
    },

    async addShareLink(link) {
      await db.insertInto('share_links').values(toLinkRow(link)).execute()
    },
    async shareLink(id) {
      const row = await db.selectFrom('share_links').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? fromLinkRow(row) : null
    },
    async shareLinkByHash(tokenHash) {
      const row = await db.selectFrom('share_links').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()
      return row ? fromLinkRow(row) : null
    },
    async shareLinksOf(projectId) {
      const rows = await db
        .selectFrom('share_links')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(fromLinkRow)
    },
    async touchShareLink(id, at) {
      await db.updateTable('share_links').set({ last_used_at: at }).where('id', '=', id).execute()
    },
    async removeShareLink(id) {
      const { numDeletedRows } = await db.deleteFrom('share_links').where('id', '=', id).executeTakeFirst()
      return Number(numDeletedRows) > 0
    },
  }
}

const Scopes = z.array(Scope)

function toTokenRow(token: TokenRecord): TokenRow {
  return {
    id: token.id,
    token_hash: token.tokenHash,
    account_id: token.accountId,
    name: token.name,
    scopes: token.scopes.join(' '),
    hint: token.hint,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    last_used_at: token.lastUsedAt,
  }
}

function fromTokenRow(row: TokenRow): TokenRecord {
  return {
    id: row.id,
    tokenHash: row.token_hash,
    accountId: row.account_id,
    name: row.name,
    scopes: Scopes.parse(row.scopes.split(' ')),
    hint: row.hint,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }
}

function toLinkRow(link: ShareLinkRecord): ShareLinkRow {
  return {
    id: link.id,
    token_hash: link.tokenHash,
    project_id: link.projectId,
    role: link.role,
    note: link.note,
    password_hash: link.passwordHash,
    maker_id: link.makerId,
    maker: link.maker,
    created_at: link.createdAt,
    expires_at: link.expiresAt,
    last_used_at: link.lastUsedAt,
  }
}

function fromLinkRow(row: ShareLinkRow): ShareLinkRecord {
  return {
    id: row.id,
    tokenHash: row.token_hash,
    projectId: row.project_id,
    role: row.role,
    note: row.note,
    passwordHash: row.password_hash,
    makerId: row.maker_id,
    maker: row.maker,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }
}
