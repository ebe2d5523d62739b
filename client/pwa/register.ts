import { registerSW } from 'virtual:pwa-register'
import { writable } from '../session/store.ts'
import type { Readable } from '../session/store.ts'

/** What the registration of the service worker has told so far. */
export interface WorkerFacts {
  readonly ready: boolean
  readonly offlineReady: boolean
  readonly problem: string | null
}

/** How often a page that stays open asks for a new version. */
const CHECK_MS = 60 * 60 * 1000

/** Registers the service worker. A new version waits until `reload` is called: nobody loses a moment of work to it. */
export function registerServiceWorker(): Readable<WorkerFacts> & { reload(): Promise<void> } {
  // A page that a worker serves came from this device; the registration says so only after it has loaded.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  const isServed = workers ? workers.controller !== null : false
  const facts = writable<WorkerFacts>({ ready: false, offlineReady: isServed, problem: null })
  const patch = (change: Partial<WorkerFacts>): void => facts.update((before) => ({ ...before, ...change }))
  const update = registerSW({
    onNeedRefresh: () => patch({ ready: true }),
    onOfflineReady: () => patch({ offlineReady: true }),
    onRegisteredSW: (_url, registration) => {
      if (registration?.active) patch({ offlineReady: true })
      if (registration) setInterval(() => void registration.update().catch(() => undefined), CHECK_MS)
    },
    onRegisterError: (error: unknown) => patch({ problem: error instanceof Error ? error.message : String(error) }),
  })
  return {
    get: facts.get,
    subscribe: facts.subscribe,
    reload: async () => {
      if (facts.get().ready) await update(true)
      else location.reload()
    },
  }
}
