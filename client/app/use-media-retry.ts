import { useEffect } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { retryMedia } from '#client/ui/media-retry.ts'

/** Files arrive in bursts; pictures that are missing look again at most this often, in milliseconds. */
const PAUSE_MS = 700

/** Lets missing pictures look again when files arrive, the server answers again, or the service worker takes over. */
export function useMediaRetry(): void {
  const { media, server } = useServices()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const soon = (): void => {
      timer ??= setTimeout(() => {
        timer = null
        retryMedia()
      }, PAUSE_MS)
    }
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
    workers?.addEventListener('controllerchange', soon)
    const stops = [media.arrivals.subscribe(soon), server.subscribe(soon)]
    return () => {
      if (timer !== null) clearTimeout(timer)
      workers?.removeEventListener('controllerchange', soon)
      for (const stop of stops) stop()
    }
  }, [media, server])
}
