import type { ReactElement } from 'react'
import { cn } from './cn.ts'

/** A thin bar. `value` from 0 to 1; `tone` is accent for work under way and plain for what is done of a whole. */
export function ProgressBar({
  value,
  label,
  tone = 'accent',
  className,
}: {
  value: number
  /** Accessible name: what is progressing. */
  label: string
  tone?: 'accent' | 'plain' | 'ok'
  className?: string
}): ReactElement {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cn('h-[3px] overflow-hidden rounded-full bg-active forced-colors:border', className)}
    >
      <div
        className={cn(
          'h-full rounded-full forced-colors:bg-[Highlight]',
          tone === 'accent' ? 'bg-accent' : tone === 'ok' ? 'bg-ok' : 'bg-fg-2',
        )}
        style={{ width: `${percent}%` }}
      />
    </div>
  )
}
