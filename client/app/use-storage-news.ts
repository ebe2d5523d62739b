import { HardDrive, RefreshCw } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { toasts } from '#client/ui/toast-store.ts'
import { fileSize } from '#client/ui/words.ts'

/** Share of the room that is in use from which a note appears. */
const NOTE_FROM = 0.8
/** Media arrive in bursts: the room is looked at once they have come to rest. */
const REST_MS = 1_000

/** Says what becomes of this browser's storage: taken over by a newer version, lost, or nearly full. */
export function useStorageNews(): void {
  const { storage, appUpdate, media } = useServices()
  const standing = useReadable(storage.standing)
  const arrivals = useReadable(media.arrivals)
  const [, navigate] = useLocation()

  useEffect(() => {
    if (standing !== 'superseded' && standing !== 'newer') return
    toasts.show({
      id: 'storage-standing',
      title: 'A newer StoryCanvas is in use here',
      detail:
        standing === 'superseded'
          ? 'It is open in another tab. What you change here is kept; reload to go on with it.'
          : 'It stored the films of this browser. Here they can be looked at; reload to edit them.',
      icon: RefreshCw,
      stays: true,
      action: { label: 'Reload', run: () => void appUpdate.reload() },
    })
  }, [standing, appUpdate])

  useEffect(
    () =>
      storage.onLost(() => {
        toasts.show({
          id: 'storage-lost',
          tone: 'alert',
          title: 'This browser’s storage was cleared',
          detail:
            'A film that was open has been written again, whole. Others that were only on this device, and media that the server lacks, are gone.',
          stays: true,
          action: { label: 'See what is here', run: () => navigate('/settings/storage') },
        })
      }),
    [storage, navigate],
  )

  // Looked at on opening, and again once media have come: they are what fills a device. Said once a visit.
  const said = useRef(false)
  useEffect(() => {
    const look = async (): Promise<void> => {
      const room = await storage.room()
      if (said.current || !room || room.quota === 0 || room.used / room.quota < NOTE_FROM) return
      said.current = true
      toasts.show({
        id: 'storage-short',
        title: 'Room on this device is getting short',
        detail: `${fileSize(room.used)} of ${fileSize(room.quota)} are in use`,
        icon: HardDrive,
        action: { label: 'See what can go', run: () => navigate('/settings/storage') },
      })
    }
    const timer = setTimeout(() => void look(), REST_MS)
    return () => clearTimeout(timer)
  }, [storage, arrivals, navigate])
}
