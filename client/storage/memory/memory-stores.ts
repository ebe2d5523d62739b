import type { Job } from '#shared/protocol/jobs.ts'
import type { ConflictStore, TextConflict } from '../conflict-store.ts'
import type { DeviceSettings } from '../device-settings.ts'
import type { JobsCache } from '../jobs-cache.ts'
import type { OutboxItem, OutboxStore } from '../outbox-store.ts'
import type { CatalogEntry, ProjectCatalog } from '../project-catalog.ts'
import { memoryTable } from './memory-table.ts'

/** A catalogue that lives as long as the test. */
export function memoryProjectCatalog(): ProjectCatalog {
  const table = memoryTable<CatalogEntry>((entry) => entry.id)
  return {
    ...table,
    patch: async (id, change) => {
      const before = await table.get(id)
      if (before) await table.put({ ...before, ...change })
    },
  }
}

/** An outbox that lives as long as the test. */
export function memoryOutboxStore(): OutboxStore {
  const table = memoryTable<OutboxItem>((item) => item.id)
  return {
    ...table,
    list: async () => (await table.list()).sort((a, b) => a.createdAt - b.createdAt),
    putAll: async (items) => {
      for (const item of items) await table.put(item)
    },
  }
}

/** A jobs cache that lives as long as the test. */
export function memoryJobsCache(): JobsCache {
  const table = memoryTable<Job>((job) => job.id)
  return {
    list: table.list,
    put: async (jobs) => {
      for (const job of jobs) await table.put(job)
    },
    remove: async (ids) => {
      for (const id of ids) await table.remove(id)
    },
  }
}

/** Open conflicts that live as long as the test. */
export function memoryConflictStore(): ConflictStore {
  const table = memoryTable<TextConflict>((conflict) => conflict.id)
  return {
    ...table,
    list: async (projectId) => (await table.list()).filter((conflict) => conflict.projectId === projectId),
  }
}

/** Device settings that live as long as the test. */
export function memoryDeviceSettings(): DeviceSettings {
  const values = new Map<string, unknown>()
  return {
    get: async (key) => values.get(key) ?? null,
    set: async (key, value) => {
      values.set(key, structuredClone(value))
    },
    remove: async (key) => {
      values.delete(key)
    },
  }
}
