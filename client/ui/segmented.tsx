import type { LucideIcon } from 'lucide-react'
import { RadioGroup as Radix } from 'radix-ui'
import type { ReactElement } from 'react'
import { cn } from './cn.ts'
import { Icon } from './icon-button.tsx'

/** One of a few: a radio group drawn as joined segments. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  className,
}: {
  /** Accessible name of the group. */
  label: string
  value: T | null
  options: readonly { value: T; label: string; icon?: LucideIcon; iconOnly?: boolean; disabled?: boolean }[]
  onChange: (value: T) => void
  className?: string
}): ReactElement {
  return (
    <Radix.Root
      aria-label={label}
      orientation="horizontal"
      value={value ?? ''}
      onValueChange={(next) => {
        const option = options.find((one) => one.value === next)
        if (option) onChange(option.value)
      }}
      className={cn('inline-flex rounded-control bg-field p-0.5 shadow-[inset_0_0_0_1px_var(--line)]', className)}
    >
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          aria-label={option.label}
          title={option.iconOnly ? option.label : undefined}
          className={cn(
            'inline-flex h-6 grow items-center justify-center gap-1.5 rounded-[5px] px-2.5 text-body text-fg-2 pointer-coarse:h-11',
            'hover:text-fg data-[state=checked]:bg-raised data-[state=checked]:font-medium data-[state=checked]:text-fg',
            'data-[state=checked]:shadow-chosen disabled:opacity-45',
          )}
        >
          {option.icon ? <Icon icon={option.icon} /> : null}
          {option.iconOnly ? null : option.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  )
}
