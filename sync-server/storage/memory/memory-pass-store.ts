import type { PassStore, ShareLinkRecord, TokenRecord } from '../pass-store.ts'

/** Keeps tokens and share links in memory: gone with the process. */
export function memoryPassStore(): PassStore {
  const tokens = new Map<string, TokenRecord>()
  const links = new Map<string, ShareLinkRecord>()
  return {
    async addToken(token) {
      tokens.set(token.id, token)
    },
    token: async (id) => tokens.get(id) ?? null,
    tokenByHash: async (hash) => [...tokens.values()].find(({ tokenHash }) => tokenHash === hash) ?? null,
    async tokensOf(accountId) {
      return newestFirst([...tokens.values()].filter((token) => token.accountId === accountId))
    },
    async touchToken(id, at) {
      const token = tokens.get(id)
      if (token) tokens.set(id, { ...token, lastUsedAt: at })
    },
    removeToken: async (id) => tokens.delete(id),
    async addShareLink(link) {
      links.set(link.id, link)
    },
    shareLink: async (id) => links.get(id) ?? null,
    shareLinkByHash: async (hash) => [...links.values()].find(({ tokenHash }) => tokenHash === hash) ?? null,
    async shareLinksOf(projectId) {
      return newestFirst([...links.values()].filter((link) => link.projectId === projectId))
    },
    async touchShareLink(id, at) {
      const link = links.get(id)
      if (link) links.set(id, { ...link, lastUsedAt: at })
    },
    removeShareLink: async (id) => links.delete(id),
  }
}

function newestFirst<T extends { readonly id: string; readonly createdAt: number }>(records: readonly T[]): T[] {
  return records.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1))
}
