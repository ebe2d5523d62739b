import type { MediaCache, MediaShelf } from '../media-cache.ts'

/** A media cache that lives as long as the test. */
export function memoryMediaCache(): MediaCache {
  const files = new Map<string, { file: Blob; shelf: MediaShelf }>()
  const posters = new Map<string, Blob>()
  return {
    put: async (sha256, file, shelf) => {
      if (files.get(sha256)?.shelf !== 'own') files.set(sha256, { file, shelf })
    },
    get: async (sha256) => files.get(sha256)?.file ?? null,
    has: async (sha256, shelf) => {
      const found = files.get(sha256)
      return found !== undefined && (shelf === undefined || found.shelf === shelf)
    },
    list: async () => [
      ...[...files].map(([sha256, file]) => ({
        sha256,
        shelf: file.shelf,
        part: 'file' as const,
        bytes: file.file.size,
      })),
      ...[...posters].map(([sha256, picture]) => ({
        sha256,
        shelf: 'own' as const,
        part: 'poster' as const,
        bytes: picture.size,
      })),
    ],
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
