import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type ReactElement, type ReactNode } from 'react'
import { cn } from './cn.ts'

/**
 * A scrolling list that draws only the rows in view. Below `from` rows it draws them all, which keeps find-in-page
 * and screen-reader reading whole where there is no need to save.
 */
export function VirtualList<T>({
  items,
  rowHeight,
  from = 60,
  keyOf,
  className,
  children,
}: {
  items: readonly T[]
  /** Height of a row in pixels. */
  rowHeight: number
  from?: number
  keyOf: (item: T) => string
  className?: string
  children: (item: T, index: number) => ReactNode
}): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const virtual = items.length > from
  const rows = useVirtualizer({
    count: virtual ? items.length : 0,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined ? index : keyOf(item)
    },
  })
  return (
    <div ref={box} className={cn('min-h-0 overflow-y-auto', className)}>
      {virtual ? (
        <ul className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const item = items[row.index]
            return item === undefined ? null : (
              <li
                key={row.key}
                aria-setsize={items.length}
                aria-posinset={row.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height: rowHeight, transform: `translateY(${row.start}px)` }}
              >
                {children(item, row.index)}
              </li>
            )
          })}
        </ul>
      ) : (
        <ul>
          {items.map((item, index) => (
            <li key={keyOf(item)}>{children(item, index)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
