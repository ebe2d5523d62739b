import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds now; follows it. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** The phone layout: bottom tabs, one panel at a time. */
export function useIsPhone(): boolean {
  return useMediaQuery('(max-width: 639.98px)')
}
