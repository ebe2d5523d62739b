import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react'
import { cn } from './cn.ts'
import { readPanelSize, resizePanel, writePanelSize, type PanelLimits, type PanelSize } from './panel-sizes.ts'

/** A panel whose size is kept on this device. */
export type ResizablePanel = PanelSize & {
  limits: PanelLimits
  /** Asks for a size in pixels; past half the minimum the panel collapses. */
  resize(wanted: number): void
  /** Opens a collapsed panel at the size it had, or collapses an open one. */
  toggle(): void
  reset(): void
}

/**
 * State of one resizable panel. `name` says page and panel, "board.scenes". `limits` may change with the window (a
 * maximum of 60% of the height): the shown size follows, the remembered one does not.
 */
export function useResizable(name: string, limits: PanelLimits): ResizablePanel {
  const [state, setState] = useState(() => readPanelSize(name, limits))
  const change = (next: PanelSize): void => {
    setState(next)
    writePanelSize(name, next)
  }
  return {
    size: Math.min(state.size, Math.max(limits.min, limits.max)),
    collapsed: state.collapsed,
    limits,
    resize: (wanted) => change(resizePanel(state, wanted, limits)),
    toggle: () => change({ ...state, collapsed: !state.collapsed }),
    reset: () => change({ size: limits.initial, collapsed: false }),
  }
}

/**
 * The divider of a panel: one pixel to see, eight to press. `edge` says on which side of the divider its panel lies.
 * Drag, arrow keys by 8 (⇧ 32), Enter collapses and opens again, a double press resets.
 */
export function Divider({
  label,
  panel,
  edge,
  controls,
  className,
}: {
  /** "Resize scenes". */
  label: string
  panel: ResizablePanel
  edge: 'left' | 'right' | 'top' | 'bottom'
  /** Id of the panel's element. */
  controls?: string
  className?: string
}): ReactElement {
  const upright = edge === 'left' || edge === 'right'
  const grows = edge === 'left' || edge === 'top' ? 1 : -1
  const drag = useRef<{ at: number; size: number } | null>(null)
  const [dragging, setDragging] = useState(false)

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    event.currentTarget.focus({ preventScroll: true })
    drag.current = { at: upright ? event.clientX : event.clientY, size: panel.collapsed ? 0 : panel.size }
    setDragging(true)
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!drag.current) return
    const moved = (upright ? event.clientX : event.clientY) - drag.current.at
    if (moved !== 0) panel.resize(drag.current.size + moved * grows)
  }
  const end = (): void => {
    drag.current = null
    setDragging(false)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = (event.shiftKey ? 32 : 8) * grows
    const forward = upright ? 'ArrowRight' : 'ArrowDown'
    const back = upright ? 'ArrowLeft' : 'ArrowUp'
    if (event.key === forward || event.key === back) {
      const size = panel.collapsed ? panel.limits.min / 2 : panel.size
      const next = size + (event.key === forward ? by : -by)
      // Keys move inside the limits; collapsing is Enter's work, or no arrow could tell the two apart.
      panel.resize(panel.collapsed && next > size ? panel.limits.min : Math.max(panel.limits.min, next))
    } else if (event.key === 'Enter') panel.toggle()
    else if (event.key === 'Home') panel.resize(panel.limits.min)
    else if (event.key === 'End') panel.resize(panel.limits.max)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-controls={controls}
      aria-orientation={upright ? 'vertical' : 'horizontal'}
      aria-valuemin={0}
      aria-valuemax={Math.round(panel.limits.max)}
      aria-valuenow={panel.collapsed ? 0 : panel.size}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={panel.reset}
      onKeyDown={onKeyDown}
      className={cn(
        'group relative z-10 shrink-0 touch-none bg-line transition-colors hover:bg-control',
        upright ? 'w-px cursor-col-resize' : 'h-px cursor-row-resize',
        dragging && 'bg-accent hover:bg-accent',
        className,
      )}
    >
      <span className={cn('absolute', upright ? '-inset-x-[3.5px] inset-y-0' : '-inset-y-[3.5px] inset-x-0')} />
    </div>
  )
}
