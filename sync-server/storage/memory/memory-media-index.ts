import type { MediaIndex, MediaRecord } from '../media-index.ts'

/** Keeps the media index in memory: gone with the process. */
export function memoryMediaIndex(): MediaIndex {
  const records = new Map<string, MediaRecord>()
  return {
    async put(record) {
      const known = records.get(record.sha256)
      records.set(
        record.sha256,
        known
          ? {
              ...known,
              width: known.width ?? record.width,
              height: known.height ?? record.height,
              duration: known.duration ?? record.duration,
            }
          : record,
      )
    },
    async get(sha256) {
      return records.get(sha256) ?? null
    },
    async remove(sha256) {
      records.delete(sha256)
    },
    async totals() {
      return { files: records.size, bytes: [...records.values()].reduce((sum, record) => sum + record.bytes, 0) }
    },
  }
}
