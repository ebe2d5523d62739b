import type { ReactElement } from 'react'
import { cn } from './cn.ts'

const HUES = 6

/** The colour variable of a person's hue index. */
export function personColour(hue: number): string {
  return `var(--person-${((hue % HUES) + HUES) % HUES})`
}

/** A person as the first letter of their name on their hue. */
export function Avatar({
  name,
  hue,
  size = 24,
  className,
}: {
  name: string
  /** Hue index, from presence. */
  hue: number
  /** Pixels across. */
  size?: number
  className?: string
}): ReactElement {
  return (
    <span
      role="img"
      aria-label={name}
      className={cn(
        'inline-flex shrink-0 items-center justify-center rounded-full font-semibold select-none forced-colors:border',
        className,
      )}
      style={{
        width: size,
        height: size,
        fontSize: Math.max(9, Math.round(size * 0.45)),
        background: personColour(hue),
        color: 'var(--person-fg)',
      }}
    >
      {/^./u.exec(name.trim())?.[0].toUpperCase() ?? '?'}
    </span>
  )
}
