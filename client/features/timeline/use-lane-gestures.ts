import { useCallback, useRef, type PointerEvent as ReactPointerEvent, type RefObject } from 'react'
import { storyClipIds } from '#shared/document/selectors.ts'
import { frameAtX } from './geometry.ts'
import { dragMove, dragTrim, marquee, pan, scrub } from './gestures.ts'
import { HANDLE_REACH, hitTest } from './hit-test.ts'
import { rowAt, type Rows } from './rows.ts'
import { sceneAtFrame } from './scenes-band.tsx'
import type { TimelineModel } from './timeline-model.ts'
import { usePinch } from './use-pinch.ts'

/** How long a finger rests on a clip to lift it, in milliseconds. */
const LONG_PRESS_MS = 400
/** How far it may wander meanwhile, in pixels. */
const LONG_PRESS_PX = 8

/** What a press on the lanes begins: by row, by what lies there, and by kind of pointer. */
export function useLaneGestures(model: TimelineModel, lanes: RefObject<HTMLDivElement | null>, rows: Rows) {
  const pinch = usePinch(model, lanes)
  const cursor = useRef('')

  const onPointerDown = useCallback(
    (reactEvent: ReactPointerEvent<HTMLDivElement>): void => {
      const element = lanes.current
      const event = reactEvent.nativeEvent
      // React also tells of presses in menus that were opened from here; and a gap is a button with a menu of its own.
      if (!element || !(event.target instanceof Element) || !element.contains(event.target)) return
      if (pinch.down(event) || event.target.closest('[data-gap]')) return
      if (event.button === 1) {
        event.preventDefault()
        return pan(model, element, event)
      }
      if (event.button !== 0) return
      const box = element.getBoundingClientRect()
      const [x, y] = [event.clientX - box.left, event.clientY - box.top]
      const row = rowAt(rows, y)
      if (row === 'ruler' || row === 'music') return scrub(model, element, event)
      if (row !== 'video') return
      pressVideo(model, element, event, x, rows)
    },
    [model, lanes, rows, pinch],
  )

  /** The pointer shows what a press would do. */
  const onPointerMove = useCallback(
    (event: ReactPointerEvent<HTMLDivElement>): void => {
      const element = lanes.current
      if (!element || event.buttons !== 0 || event.pointerType !== 'mouse') return
      const box = element.getBoundingClientRect()
      const [x, y] = [event.clientX - box.left, event.clientY - box.top]
      const hit = rowAt(rows, y) === 'video' && model.editable ? hitAt(model, x, 'mouse') : null
      const next = hit?.kind === 'handle' ? 'ew-resize' : ''
      if (next !== cursor.current) element.style.cursor = next
      cursor.current = next
    },
    [model, lanes, rows],
  )

  /** Whether a mouse event lies over a clip. Its target does not tell: a captured pointer is told of to the lanes. */
  const pressesClip = useCallback(
    (event: Pick<MouseEvent, 'clientX' | 'clientY'>): boolean => {
      const box = lanes.current?.getBoundingClientRect()
      if (!box || rowAt(rows, event.clientY - box.top) !== 'video') return false
      return hitAt(model, event.clientX - box.left, 'mouse').kind !== 'empty'
    },
    [model, lanes, rows],
  )

  return { onPointerDown, onPointerMove, pressesClip }
}

function hitAt(model: TimelineModel, x: number, pointer: 'mouse' | 'touch') {
  const selected = new Set(model.editable ? model.session.view.get().selectedClipIds : [])
  return hitTest(model.layout.get(), model.viewport.get(), x, selected, HANDLE_REACH[pointer])
}

function pressVideo(model: TimelineModel, element: HTMLDivElement, event: PointerEvent, x: number, rows: Rows): void {
  const { session } = model
  const touch = event.pointerType === 'touch'
  const hit = hitAt(model, x, touch ? 'touch' : 'mouse')
  if (hit.kind === 'handle') return dragTrim(model, element, event, hit.id, hit.edge)
  if (hit.kind === 'empty') {
    if (touch || !model.editable) return pan(model, element, event, () => session.view.selectClips([]))
    return marquee(model, element, event, event.shiftKey)
  }
  if (touch || !model.editable) return touchClip(model, element, event, hit.id, rows)
  const adds = event.metaKey || event.ctrlKey
  if (event.shiftKey || adds) return select(model, hit.id, event)
  const wasSelected = session.view.get().selectedClipIds.includes(hit.id)
  if (!wasSelected) select(model, hit.id, event)
  dragMove(model, element, event, hit.id, {
    press: () => {
      if (wasSelected) select(model, hit.id, event)
    },
    sceneAt: sceneUnder(model, rows),
  })
}

function select(
  { session }: TimelineModel,
  id: string,
  event: Pick<PointerEvent, 'shiftKey' | 'metaKey' | 'ctrlKey'>,
): void {
  if (event.shiftKey) session.view.selectRange(storyClipIds(session.records.get()), id)
  else if (event.metaKey || event.ctrlKey) session.view.toggleClip(id)
  else session.view.selectClips([id])
  // A clip that was too narrow to be drawn by itself is drawn now that it is selected.
  const focus = (): boolean => {
    const element = document.getElementById(`timeline-clip-${id}`)
    element?.focus({ preventScroll: true })
    return element !== null
  }
  if (!focus()) requestAnimationFrame(focus)
}

/** The scene whose band the pointer is over. */
function sceneUnder(model: TimelineModel, rows: Rows): (point: { x: number; y: number }) => string | null {
  return ({ x, y }) => {
    if (rowAt(rows, y) !== 'scenes') return null
    const { spans, total } = model.layout.get()
    return sceneAtFrame(spans, total, frameAtX(model.viewport.get(), x))
  }
}

/** A finger on a clip: a tap selects, a drag pans, and resting on it lifts the clip. */
function touchClip(model: TimelineModel, element: HTMLDivElement, event: PointerEvent, id: string, rows: Rows): void {
  const ends = new AbortController()
  const { signal } = ends
  const [startX, startY] = [event.clientX, event.clientY]
  const begin = (gesture: () => void): void => {
    ends.abort()
    clearTimeout(timer)
    gesture()
  }
  const timer = setTimeout(() => {
    if (!model.editable) return
    begin(() => {
      navigator.vibrate?.(10)
      if (!model.session.view.get().selectedClipIds.includes(id)) model.session.view.selectClips([id])
      dragMove(model, element, event, id, { press: () => undefined, sceneAt: sceneUnder(model, rows) })
    })
  }, LONG_PRESS_MS)
  const mine = (other: PointerEvent): boolean => other.pointerId === event.pointerId
  element.addEventListener(
    'pointermove',
    (moved) => {
      if (!mine(moved) || Math.hypot(moved.clientX - startX, moved.clientY - startY) < LONG_PRESS_PX) return
      begin(() => pan(model, element, event))
    },
    { signal },
  )
  element.addEventListener('pointerup', (up) => mine(up) && begin(() => model.session.view.selectClips([id])), {
    signal,
  })
  element.addEventListener('pointercancel', (gone) => mine(gone) && begin(() => undefined), { signal })
}
