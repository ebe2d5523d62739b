import { useMemo, type RefObject } from 'react'
import { zoomAround } from './geometry.ts'
import type { TimelineModel } from './timeline-model.ts'

/** Two fingers zoom around the place between them and pan with it. */
export function usePinch(model: TimelineModel, lanes: RefObject<HTMLElement | null>) {
  return useMemo(() => {
    let first: PointerEvent | null = null
    return {
      /** Told of every press; true when it is the second finger, whose gesture this then is. */
      down(event: PointerEvent): boolean {
        if (event.pointerType !== 'touch') return false
        const element = lanes.current
        if (!element) return false
        if (first === null || event.isPrimary) {
          first = event
          element.addEventListener('pointerup', () => (first = null), { once: true })
          element.addEventListener('pointercancel', () => (first = null), { once: true })
          return false
        }
        pinch(model, element, first, event)
        first = null
        return true
      },
    }
  }, [model, lanes])
}

function pinch(model: TimelineModel, element: HTMLElement, a: PointerEvent, b: PointerEvent): void {
  const left = element.getBoundingClientRect().left
  const at = new Map([
    [a.pointerId, a.clientX],
    [b.pointerId, b.clientX],
  ])
  const spread = (): number => Math.max(16, Math.abs((at.get(a.pointerId) ?? 0) - (at.get(b.pointerId) ?? 0)))
  const middle = (): number => ((at.get(a.pointerId) ?? 0) + (at.get(b.pointerId) ?? 0)) / 2 - left
  // The first finger's own gesture (a pan, a scrub) gives way.
  element.dispatchEvent(new PointerEvent('pointercancel', { pointerId: a.pointerId }))
  let last = { spread: spread(), middle: middle() }
  const ends = new AbortController()
  const { signal } = ends
  element.addEventListener(
    'pointermove',
    (event) => {
      if (!at.has(event.pointerId)) return
      at.set(event.pointerId, event.clientX)
      const now = { spread: spread(), middle: middle() }
      model.scrollBy(last.middle - now.middle)
      const viewport = model.viewport.get()
      model.show(zoomAround(viewport, (viewport.pxPerFrame * now.spread) / last.spread, now.middle))
      last = now
    },
    { signal },
  )
  const end = (event: PointerEvent): void => {
    if (at.has(event.pointerId)) ends.abort()
  }
  element.addEventListener('pointerup', end, { signal })
  element.addEventListener('pointercancel', end, { signal })
}
