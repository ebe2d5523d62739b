import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactElement } from 'react'
import { cn } from './cn.ts'
import { useLocked, type LockedBy } from './edit-lock.tsx'
import { ariaKeys } from './keys.ts'
import { Tooltip } from './tooltip.tsx'

/** Stroke of an icon by its size, so that small ones do not look bolder than large ones. */
export function iconStroke(size: number): number {
  return size >= 18 ? 1.55 : 1.45
}

/** An icon at the size and stroke of the interface; hidden from screen readers, for its control has a name. */
export function Icon({
  icon: Shape,
  size = 16,
  ...rest
}: { icon: LucideIcon; size?: number } & Omit<ComponentProps<LucideIcon>, 'size' | 'ref'>): ReactElement {
  return <Shape size={size} strokeWidth={iconStroke(size)} aria-hidden {...rest} />
}

const SIZES = { dense: 'size-6', normal: 'size-7', large: 'size-8', rail: 'size-9', touch: 'size-11' } as const

/** A button that is only a picture: its name is mandatory and is shown as a tooltip together with its key. */
export function IconButton({
  icon,
  label,
  keys,
  size = 'normal',
  iconSize,
  pressed,
  tooltipSide,
  locks,
  disabled,
  className,
  ...rest
}: {
  icon: LucideIcon
  /** Accessible name and tooltip. */
  label: string
  /** Its binding, as in `Action.keys`. */
  keys?: string | undefined
  size?: keyof typeof SIZES
  iconSize?: number
  /** For toggles: shown as chosen and said as pressed. */
  pressed?: boolean | undefined
  tooltipSide?: 'top' | 'right' | 'bottom' | 'left'
  /** What has to be allowed for it. */
  locks?: LockedBy
} & Omit<ComponentProps<'button'>, 'aria-label' | 'children'>): ReactElement {
  const reason = useLocked(locks)
  return (
    <Tooltip label={label} keys={keys} {...(tooltipSide ? { side: tooltipSide } : {})}>
      <button
        type="button"
        disabled={disabled === true || reason !== null}
        title={reason ?? undefined}
        aria-label={label}
        aria-keyshortcuts={keys ? ariaKeys(keys) : undefined}
        aria-pressed={pressed}
        className={cn(
          'touch-target inline-flex shrink-0 items-center justify-center rounded-control text-fg-2 select-none',
          'hover:bg-hover hover:text-fg active:bg-active disabled:pointer-events-none disabled:opacity-45',
          'data-[state=open]:bg-active data-[state=open]:text-fg',
          pressed && 'bg-accent-quiet text-accent-text hover:bg-accent-quiet hover:text-accent-text',
          SIZES[size],
          className,
        )}
        {...rest}
      >
        <Icon icon={icon} size={iconSize ?? (size === 'rail' || size === 'touch' ? 18 : 16)} />
      </button>
    </Tooltip>
  )
}
