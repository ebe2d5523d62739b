import { z } from 'zod'
import { SYNC_OFF } from '#client/pwa/media-layout.ts'
import type { BrowserStorage } from '#client/session/device-storage.ts'

/** What tabs tell each other of the whole device. Messages of another number come from another version of the app. */
const DeviceMessage = z.object({ version: z.literal(1), kind: z.enum(['clearing', 'cleared']) })
type DeviceMessage = z.infer<typeof DeviceMessage>

const lockOf = (projectId: string): string => `storycanvas:open:${projectId}`
const locks = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks

/**
 * Lets other tabs know that a film is open in this one. Returns the way to say that it no longer is. Pages without https
 * have no locks: there nobody knows, and a film that is removed while it is open somewhere comes back.
 */
export function markOpen(projectId: string): () => void {
  let close = (): void => undefined
  const untilClosed = new Promise<void>((resolve) => {
    close = resolve
  })
  void locks()?.request(lockOf(projectId), { mode: 'shared' }, () => untilClosed)
  return close
}

/** Tells the service worker whether media may be fetched. Pages without https have none, and no caches. */
export async function markSyncOff(isOff: boolean): Promise<void> {
  if (!('caches' in globalThis)) return
  await (isOff ? caches.open(SYNC_OFF) : caches.delete(SYNC_OFF)).catch(() => undefined)
}

/** The browser's storage. `letGo` makes this tab stop using it, so that it can be cleared. */
export function browserStorage(stored: {
  readonly databases: readonly string[]
  readonly caches: readonly string[]
  readonly letGo: () => void
}): BrowserStorage {
  const channel = new BroadcastChannel('storycanvas:device')
  const tell = (kind: DeviceMessage['kind']): void => channel.postMessage({ version: 1, kind } satisfies DeviceMessage)
  channel.addEventListener('message', (event: MessageEvent<unknown>) => {
    const message = DeviceMessage.safeParse(event.data)
    if (message.data?.kind === 'clearing') stored.letGo()
    if (message.data?.kind === 'cleared') startAnew()
  })
  const manager = navigator.storage as StorageManager | undefined
  return {
    room: async () => {
      if (!manager?.estimate) return null
      const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([manager.estimate(), manager.persisted()])
      return { used: usage, quota, persisted }
    },
    persist: manager?.persist ? () => manager.persist() : null,
    isOpen: async (projectId) => {
      const state = await locks()?.query()
      return state?.held?.some(({ name }) => name === lockOf(projectId)) ?? false
    },
    clear: async () => {
      tell('clearing')
      stored.letGo()
      await Promise.all([...stored.databases.map(deleteDatabase), ...stored.caches.map((name) => deleteCache(name))])
      localStorage.clear()
      sessionStorage.clear()
      tell('cleared')
      startAnew()
    },
  }
}

function startAnew(): void {
  location.replace('/')
}

/** Resolves once it is gone, which waits for the tabs that still hold it. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.addEventListener('success', () => resolve())
    request.addEventListener('error', () => reject(request.error ?? new Error(`${name} could not be deleted`)))
  })
}

async function deleteCache(name: string): Promise<void> {
  if ('caches' in globalThis) await caches.delete(name)
}
