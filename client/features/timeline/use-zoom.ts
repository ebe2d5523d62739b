import { useEffect, useMemo, useRef, type RefObject } from 'react'
import { timelineOf } from '#shared/document/timeline-selectors.ts'
import { viewportOf, xOf, zoomAround, zoomToRange } from './geometry.ts'
import type { TimelineModel } from './timeline-model.ts'

/** Pixels of wheel that double or halve the scale. */
const WHEEL_PX_PER_DOUBLING = 240
/** A wheel that reports lines or pages in place of pixels. */
const WHEEL_UNITS = [1, 16, 400] as const

/** Ways to change the scale and the place in view. */
export interface Zoom {
  /** Around the playhead if it is in view, else the middle. */
  by(factor: number): void
  /** The whole film; a second time returns to where it was. */
  fit(): void
  /** The selected clips. */
  selection(): void
}

/** Zoom by buttons, keys and wheel: ⌥ or ctrl wheel (which a pinch on a trackpad sends) zooms at the pointer, any other pans. */
export function useZoom(model: TimelineModel, lanes: RefObject<HTMLElement | null>): Zoom {
  const before = useRef<{ zoom: number; scrollFrame: number } | null>(null)

  useEffect(() => {
    const element = lanes.current
    if (!element) return undefined
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault()
      const unit = WHEEL_UNITS[event.deltaMode] ?? 1
      const across = event.deltaX * unit
      const down = event.deltaY * unit
      if (event.altKey || event.ctrlKey || event.metaKey) {
        const viewport = model.viewport.get()
        const x = event.clientX - element.getBoundingClientRect().left
        // A pinch sends small steps; they count for more.
        const strength = event.ctrlKey && Math.abs(down) < 50 ? 4 : 1
        const factor = 2 ** ((-(down || across) * strength) / WHEEL_PX_PER_DOUBLING)
        model.show(zoomAround(viewport, viewport.pxPerFrame * factor, x))
        return
      }
      model.scrollBy(Math.abs(across) > Math.abs(down) ? across : down)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [model, lanes])

  return useMemo(
    () => ({
      by(factor) {
        const viewport = model.viewport.get()
        const playhead = xOf(viewport, model.session.view.playhead.get())
        const x = playhead >= 0 && playhead <= viewport.width ? playhead : viewport.width / 2
        model.show(zoomAround(viewport, viewport.pxPerFrame * factor, x))
      },
      fit() {
        const { view } = model.session
        const { zoom, scrollFrame } = view.get()
        if (zoom === 0) {
          if (before.current) view.patch(before.current)
          return
        }
        before.current = { zoom, scrollFrame }
        view.patch({ zoom: 0, scrollFrame: 0 })
      },
      selection() {
        const { view, records } = model.session
        const { spanOf } = timelineOf(records.get())
        const spans = view.get().selectedClipIds.flatMap((id) => spanOf.get(id) ?? [])
        if (spans.length === 0) return
        const from = Math.min(...spans.map((span) => span.start))
        const to = Math.max(...spans.map((span) => span.end))
        const viewport = model.viewport.get()
        const wanted = zoomToRange(viewport, from, to)
        const bounded = viewportOf(wanted.pxPerFrame, wanted.scrollFrame, viewport.width, viewport.frames)
        model.show(bounded)
      },
    }),
    [model],
  )
}
