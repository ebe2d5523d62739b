import { useLayoutEffect, useRef, type RefObject } from 'react'

interface Held {
  readonly element: Element
  readonly row: string
  readonly at: number
}

/**
 * Hands the focus on when the row that has it leaves a list: the same row where it is shown elsewhere, else the one
 * that takes its place, else the list's heading. Rows carry `data-row` with a name of their own; the heading needs a
 * `tabIndex` of -1. To be called in the view that renders the rows.
 */
export function useFocusHeir(list: RefObject<HTMLElement | null>, heading: RefObject<HTMLElement | null>): void {
  const held = useRef<Held | null>(null)

  useLayoutEffect(() => {
    const note = ({ target }: FocusEvent): void => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
      if (!row || !(target instanceof Element) || !list.current?.contains(row)) {
        held.current = null
        return
      }
      held.current = { element: target, row: row.dataset['row'] ?? '', at: rowsOf(list.current).indexOf(row) }
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [list])

  // After each rendering: nothing tells that an element with the focus was removed.
  useLayoutEffect(() => {
    const { current } = held
    if (!current || current.element.isConnected) return
    held.current = null
    if (document.activeElement !== document.body || !list.current) return
    const rows = rowsOf(list.current)
    const heir = rows.find((row) => row.dataset['row'] === current.row) ?? rows[Math.min(current.at, rows.length - 1)]
    const control = [...(heir?.querySelectorAll<HTMLElement>('button:not(:disabled), a[href]') ?? [])].at(-1)
    const next = control ?? heading.current
    next?.focus()
  })
}

function rowsOf(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[data-row]')]
}
