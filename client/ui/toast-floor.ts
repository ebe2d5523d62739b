import { useLayoutEffect } from 'react'

const PROPERTY = '--toast-floor'

/**
 * Keeps toasts above what lies at the bottom of a page and has to stay readable. `height` is in CSS pixels, 0 for
 * nothing.
 */
export function useToastFloor(height: number): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement
    style.setProperty(PROPERTY, `${height}px`)
    return () => void style.removeProperty(PROPERTY)
  }, [height])
}
