import { RefreshCw } from 'lucide-react'
import { useEffect } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { toasts } from '#client/ui/toast-store.ts'

/** Offers a new version of the app once it is here. It waits for as long as the person likes. */
export function useUpdateOffer(): void {
  const { appUpdate } = useServices()
  const { ready } = useReadable(appUpdate)
  useEffect(() => {
    if (!ready) return
    toasts.show({
      id: 'app-update',
      title: 'New version ready',
      detail: 'Reload when you like. Your work is saved.',
      icon: RefreshCw,
      stays: true,
      action: { label: 'Reload', run: () => void appUpdate.reload() },
    })
  }, [ready, appUpdate])
}
