import type { MediaCache } from '../media-cache.ts'

/** A media cache that lives as long as the test. */
export function memoryMediaCache(): MediaCache {
  const files = new Map<string, Blob>()
  const posters = new Map<string, Blob>()
  return {
    put: async (sha256, file) => {
      files.set(sha256, file)
    },
    get: async (sha256) => files.get(sha256) ?? null,
    has: async (sha256) => files.has(sha256),
    remove: async (sha256) => {
      files.delete(sha256)
      posters.delete(sha256)
    },
    putPoster: async (sha256, picture) => {
      posters.set(sha256, picture)
    },
    getPoster: async (sha256) => posters.get(sha256) ?? null,
  }
}
