import type { ProjectRole } from '#shared/model/roles.ts'
import type { Scope } from '#shared/model/scopes.ts'

/** A token of a program. Times are milliseconds since 1970, as all times here. */
export interface TokenRecord {
  readonly id: string
  /** SHA-256 of the token. */
  readonly tokenHash: string
  /** For whom it acts; null: for whoever is at the machine, on a server without accounts. */
  readonly accountId: string | null
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Last characters of the token, by which people tell theirs apart. */
  readonly hint: string
  readonly createdAt: number
  /** Null: it lasts until it is revoked. */
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

/** A link that lets whoever has it into one film. */
export interface ShareLinkRecord {
  readonly id: string
  /** SHA-256 of the secret in the link. */
  readonly tokenHash: string
  readonly projectId: string
  readonly role: ProjectRole
  /** For whom it is. */
  readonly note: string
  /** Of argon2id; null where the link is enough. */
  readonly passwordHash: string | null
  /** Who made it; null: whoever was at the machine. */
  readonly makerId: string | null
  readonly maker: string
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

/** What lets programs and guests in. */
export interface PassStore {
  addToken(token: TokenRecord): Promise<void>
  token(id: string): Promise<TokenRecord | null>
  tokenByHash(tokenHash: string): Promise<TokenRecord | null>
  /** The tokens of an account, or of the machine, newest first. */
  tokensOf(accountId: string | null): Promise<readonly TokenRecord[]>
  touchToken(id: string, at: number): Promise<void>
  /** Revokes a token; resolves with whether there was one. */
  removeToken(id: string): Promise<boolean>

  addShareLink(link: ShareLinkRecord): Promise<void>
  shareLink(id: string): Promise<ShareLinkRecord | null>
  shareLinkByHash(tokenHash: string): Promise<ShareLinkRecord | null>
  /** The links to a film, newest first. */
  shareLinksOf(projectId: string): Promise<readonly ShareLinkRecord[]>
  touchShareLink(id: string, at: number): Promise<void>
  /** Revokes a link; resolves with whether there was one. */
  removeShareLink(id: string): Promise<boolean>
}
