import { Slider as Radix } from 'radix-ui'
import type { ReactElement } from 'react'
import { cn } from './cn.ts'

/** A value on a line, by drag, arrows and Page keys. */
export function Slider({
  label,
  value,
  min,
  max,
  step = 1,
  valueText,
  onChange,
  onCommit,
  className,
}: {
  /** Accessible name. */
  label: string
  value: number
  min: number
  max: number
  step?: number
  /** What a screen reader says in place of the bare number. */
  valueText?: string
  /** On each move. */
  onChange: (value: number) => void
  /** Once, when the thumb is let go. */
  onCommit?: (value: number) => void
  className?: string
}): ReactElement {
  return (
    <Radix.Root
      value={[value]}
      min={min}
      max={max}
      step={step}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(next)
      }}
      onValueCommit={([next]) => {
        if (next !== undefined) onCommit?.(next)
      }}
      className={cn('relative flex h-6 w-full touch-none items-center select-none', className)}
    >
      <Radix.Track className="relative h-[3px] grow rounded-full bg-active forced-colors:border">
        <Radix.Range className="absolute h-full rounded-full bg-fg-2" />
      </Radix.Track>
      <Radix.Thumb
        aria-label={label}
        aria-valuetext={valueText}
        className="block size-3 rounded-full bg-fg shadow-[0_1px_3px_oklch(0_0_0/0.5)] before:absolute before:-inset-2 pointer-coarse:size-5 pointer-coarse:before:-inset-3 forced-colors:border"
      />
    </Radix.Root>
  )
}
