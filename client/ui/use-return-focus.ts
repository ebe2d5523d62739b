import { useMemo, useRef } from 'react'

/** How a modal gives the focus back. */
export interface ReturnFocus {
  /** Takes note of what has the focus: to be called in `onOpenAutoFocus`, before anything else is focused. */
  readonly remember: () => void
  /** For `onCloseAutoFocus`. */
  readonly giveBack: (event: Event) => void
}

/**
 * Gives the focus back to what had it when a modal opened. The dialog library gives it to the modal's trigger, and one
 * that is opened by a key, an address or a double press has none.
 */
export function useReturnFocus(): ReturnFocus {
  const before = useRef<Element | null>(null)
  return useMemo(
    () => ({
      remember: () => {
        before.current = document.activeElement
      },
      giveBack: (event) => {
        const { current } = before
        if (!(current instanceof HTMLElement) || !current.isConnected) return
        event.preventDefault()
        current.focus({ preventScroll: true })
      },
    }),
    [],
  )
}
