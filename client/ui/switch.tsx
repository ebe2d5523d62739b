import { Switch as RadixSwitch } from 'radix-ui'
import { useId, type ReactElement, type ReactNode } from 'react'

/** A setting that is on or off at once, with its words at the left. */
export function Switch({
  label,
  hint,
  checked,
  onChange,
  disabled = false,
}: {
  label: ReactNode
  hint?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}): ReactElement {
  const id = useId()
  return (
    <div className="flex min-h-7 items-center justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="block text-body text-fg">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-meta text-fg-3">
            {hint}
          </p>
        ) : null}
      </div>
      <RadixSwitch.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative h-4 w-7 shrink-0 rounded-full bg-control before:absolute before:-inset-1.5 data-[state=checked]:bg-accent disabled:opacity-45 pointer-coarse:before:-inset-3.5"
      >
        <RadixSwitch.Thumb className="block size-3 translate-x-0.5 rounded-full bg-white transition-transform data-[state=checked]:translate-x-3.5 data-[state=checked]:bg-accent-fg forced-colors:border" />
      </RadixSwitch.Root>
    </div>
  )
}
