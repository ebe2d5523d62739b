import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine' // native drag and drop with none of its browser differences; small, kept up
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { dropTargetForExternal } from '@atlaskit/pragmatic-drag-and-drop/external/adapter'
import { containsFiles, getFiles } from '@atlaskit/pragmatic-drag-and-drop/external/file'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useEditLock } from './edit-lock.tsx'

type Data = Record<string | symbol, unknown>

/** On which side of an element something would land. */
export type DropSide = 'before' | 'after' | 'inside'

/** Makes an element draggable while `data` gives something to carry. Answers whether it is being dragged. */
export function useDraggable(ref: RefObject<HTMLElement | null>, data: (() => Data) | null): boolean {
  const [dragging, setDragging] = useState(false)
  const latest = useRef(data)
  useEffect(() => {
    latest.current = data
  })
  const locked = useEditLock().edits !== null
  const active = data !== null && !locked
  useEffect(() => {
    const element = ref.current
    if (!element || !active) return undefined
    return draggable({
      element,
      getInitialData: () => latest.current?.() ?? {},
      onDragStart: () => setDragging(true),
      onDrop: () => setDragging(false),
    })
  }, [ref, active])
  return dragging
}

/** Where drops land on an element. */
export interface DropZone {
  /** `row` splits left and right, `column` top and bottom, `whole` takes all of it. */
  readonly axis: 'row' | 'column' | 'whole'
  readonly accepts: (data: Data) => boolean
  readonly onDrop: (data: Data, side: DropSide) => void
  /** Takes files from outside as well. */
  readonly onFiles?: (files: File[]) => void
}

function sideOf(element: Element, axis: DropZone['axis'], input: { clientX: number; clientY: number }): DropSide {
  if (axis === 'whole') return 'inside'
  const box = element.getBoundingClientRect()
  const ratio = axis === 'row' ? (input.clientX - box.left) / box.width : (input.clientY - box.top) / box.height
  return ratio < 0.5 ? 'before' : 'after'
}

/** Lets an element take drops. Answers on which side the thing over it would land, `files` for files; null for none. */
export function useDropZone(ref: RefObject<HTMLElement | null>, zone: DropZone): DropSide | 'files' | null {
  const [over, setOver] = useState<DropSide | 'files' | null>(null)
  const latest = useRef(zone)
  const locked = useEditLock().edits !== null
  useEffect(() => {
    latest.current = zone
  })
  useEffect(() => {
    const element = ref.current
    if (!element || locked) return undefined
    const mine = (location: { current: { dropTargets: { element: Element }[] } }): boolean =>
      location.current.dropTargets[0]?.element === element
    return combine(
      dropTargetForElements({
        element,
        canDrop: ({ source }) => latest.current.accepts(source.data),
        onDrag: ({ location }) =>
          setOver(mine(location) ? sideOf(element, latest.current.axis, location.current.input) : null),
        onDragLeave: () => setOver(null),
        onDrop: ({ source, location }) => {
          setOver(null)
          if (mine(location)) {
            latest.current.onDrop(source.data, sideOf(element, latest.current.axis, location.current.input))
          }
        },
      }),
      dropTargetForExternal({
        element,
        canDrop: ({ source }) => latest.current.onFiles !== undefined && containsFiles({ source }),
        onDragEnter: () => setOver('files'),
        onDragLeave: () => setOver(null),
        onDrop: ({ source, location }) => {
          setOver(null)
          if (mine(location)) latest.current.onFiles?.(getFiles({ source }))
        },
      }),
    )
  }, [ref, locked])
  return over
}
