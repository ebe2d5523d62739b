/** A map of records that tells of each change: what the memory stores are made of. */
export function memoryTable<T>(keyOf: (record: T) => string) {
  const records = new Map<string, T>()
  const listeners = new Set<() => void>()
  const changed = (): void => {
    for (const listener of [...listeners]) listener()
  }
  return {
    list: async (): Promise<T[]> => [...records.values()],
    get: async (id: string): Promise<T | null> => records.get(id) ?? null,
    put: async (record: T): Promise<void> => {
      records.set(keyOf(record), record)
      changed()
    },
    remove: async (id: string): Promise<void> => {
      if (records.delete(id)) changed()
    },
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
