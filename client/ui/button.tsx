import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps, ReactElement } from 'react'
import { cn } from './cn.ts'
import { useLocked, type LockedBy } from './edit-lock.tsx'

/** Classes of a button, for the rare link that looks like one. */
export const buttonClass = cva(
  [
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap select-none',
    'transition-colors duration-120 active:duration-80 disabled:pointer-events-none disabled:text-fg-3 disabled:opacity-60',
    '[&_svg]:shrink-0',
  ],
  {
    variants: {
      look: {
        main: 'bg-accent text-accent-fg hover:brightness-106 active:brightness-94 disabled:text-accent-fg',
        plain:
          'bg-raised text-fg shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-[color-mix(in_oklch,var(--raised),var(--fg)_5%)] active:bg-active',
        quiet: 'text-fg-2 hover:bg-hover hover:text-fg active:bg-active',
        danger: 'text-bad shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover active:bg-active',
        picture:
          'on-picture rounded-control bg-[oklch(0.36_0_0/0.8)] text-fg backdrop-blur-[6px] hover:bg-[oklch(0.42_0_0/0.85)]',
      },
      size: {
        dense: 'h-6 px-2 text-meta',
        normal: 'h-7 px-2.5 text-body',
        dialog: 'h-8 px-3 text-body',
        large: 'h-9 px-4 text-body font-semibold',
        touch: 'h-11 px-4 text-title font-semibold',
      },
    },
    defaultVariants: { look: 'plain', size: 'normal' },
  },
)

/** A button whose words say the result. `look="main"` once a view; `locks` says what has to be allowed for it. */
export function Button({
  look,
  size,
  className,
  type = 'button',
  locks,
  disabled,
  title,
  ...rest
}: ComponentProps<'button'> & VariantProps<typeof buttonClass> & { locks?: LockedBy }): ReactElement {
  const reason = useLocked(locks)
  return (
    <button
      type={type}
      disabled={disabled === true || reason !== null}
      title={reason ?? title}
      className={cn(buttonClass({ look, size }), 'touch-target', className)}
      {...rest}
    />
  )
}
