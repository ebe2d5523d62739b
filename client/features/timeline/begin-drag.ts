import { pressOf } from '../../ui/keys.ts'

/** Where the pointer is, in pixels of the element in which the drag began. */
export interface DragPoint {
  readonly x: number
  readonly y: number
}

/** What a drag does. */
export interface DragHandlers {
  /** Pixels to move before it counts as a drag; below that, `end` is told that it was a press. */
  readonly threshold: number
  /** With each move, and again while the view scrolls under a resting pointer. */
  move(point: DragPoint): void
  /** Once. `cancelled` after Esc, or when the browser took the pointer away; `dragged` when the threshold was passed. */
  end(result: { readonly cancelled: boolean; readonly dragged: boolean; readonly point: DragPoint }): void
  /** A key during the drag; true when it was used. */
  key?(key: string): boolean
  /** Scrolls the view because the pointer rests in its edge zone. */
  scroll?(point: DragPoint, seconds: number): boolean
}

/**
 * Follows one pointer from press to release. Esc gives everything back. Keys are heard before anything else on the page,
 * so that N means this drag and not the setting.
 */
export function beginDrag(element: HTMLElement, event: PointerEvent, handlers: DragHandlers): void {
  const box = element.getBoundingClientRect()
  const start = { x: event.clientX - box.left, y: event.clientY - box.top }
  const ends = new AbortController()
  const { signal } = ends
  let point: DragPoint = start
  let dragged = handlers.threshold === 0
  let frame = 0
  let lastTime = 0

  const scrollLoop = (time: number): void => {
    frame = requestAnimationFrame(scrollLoop)
    const seconds = lastTime === 0 ? 0 : Math.min(0.1, (time - lastTime) / 1000)
    lastTime = time
    if (dragged && handlers.scroll?.(point, seconds)) handlers.move(point)
  }

  const finish = (cancelled: boolean): void => {
    ends.abort()
    cancelAnimationFrame(frame)
    if (element.hasPointerCapture(event.pointerId)) element.releasePointerCapture(event.pointerId)
    handlers.end({ cancelled, dragged, point })
  }

  element.setPointerCapture(event.pointerId)
  const onMove = (moved: PointerEvent): void => {
    if (moved.pointerId !== event.pointerId) return
    point = { x: moved.clientX - box.left, y: moved.clientY - box.top }
    dragged ||= Math.hypot(point.x - start.x, point.y - start.y) >= handlers.threshold
    if (dragged) handlers.move(point)
  }
  element.addEventListener('pointermove', onMove, { signal })
  element.addEventListener('pointerup', (up) => up.pointerId === event.pointerId && finish(false), { signal })
  element.addEventListener('pointercancel', (gone) => gone.pointerId === event.pointerId && finish(true), { signal })
  window.addEventListener(
    'keydown',
    (pressed) => {
      const press = pressOf(pressed)
      if (press?.key === 'escape') finish(true)
      else if (!press || !handlers.key?.(press.key)) return
      else if (dragged) handlers.move(point)
      pressed.preventDefault()
      pressed.stopImmediatePropagation()
    },
    { signal, capture: true },
  )
  window.addEventListener('blur', () => finish(true), { signal })
  if (handlers.scroll) frame = requestAnimationFrame(scrollLoop)
  if (dragged) handlers.move(point)
}
