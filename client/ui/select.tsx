import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { useId, type ComponentProps, type ReactElement, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { Icon } from './icon-button.tsx'
import { Field, fieldClass } from './text-field.tsx'

/** One option of a select. */
export type SelectOption<T extends string> = {
  value: T
  label: string
  /** A second line. */
  detail?: string | undefined
  /** Options with the same group stand together under its name. */
  group?: string | undefined
  /** True, or the reason why it cannot be chosen. */
  disabled?: boolean | string | undefined
}

/** One of many. */
export function Select<T extends string>({
  label,
  hideLabel = false,
  hint,
  value,
  placeholder,
  options,
  onChange,
  icon,
  disabled = false,
  className,
  triggerClassName,
}: {
  label: string
  hideLabel?: boolean
  hint?: ReactNode
  value: T | null
  placeholder?: string
  options: readonly SelectOption<T>[]
  onChange: (value: T) => void
  icon?: ReactNode
  disabled?: boolean
  className?: string
  /** For the box that is pressed. */
  triggerClassName?: string
}): ReactElement {
  const groups = [...new Set(options.map((option) => option.group))]
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} className={className}>
      {({ id, 'aria-describedby': describedBy }) => (
        <Radix.Root
          value={value ?? ''}
          disabled={disabled}
          onValueChange={(next) => {
            const option = options.find((one) => one.value === next)
            if (option) onChange(option.value)
          }}
        >
          <Radix.Trigger
            id={id}
            aria-label={hideLabel ? label : undefined}
            aria-describedby={describedBy}
            className={cn(fieldClass, 'flex h-8 items-center gap-2 text-left pointer-coarse:h-11', triggerClassName)}
            asChild
          >
            <TriggerButton>
              {icon}
              <span className="min-w-0 grow truncate">
                <Radix.Value placeholder={placeholder} />
              </span>
              <Icon icon={ChevronDown} size={14} className="text-fg-3" />
            </TriggerButton>
          </Radix.Trigger>
          <Radix.Portal>
            <Radix.Content
              position="popper"
              sideOffset={4}
              collisionPadding={8}
              className="animate-appear z-75 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-option bg-overlay text-fg shadow-menu"
            >
              <Radix.Viewport className="p-1">
                {groups.map((group) => (
                  <Radix.Group key={group ?? ''}>
                    {group ? <Radix.Label className="px-2 pt-1.5 pb-1 text-tag text-fg-3">{group}</Radix.Label> : null}
                    {options
                      .filter((option) => option.group === group)
                      .map((option) => (
                        <Option key={option.value} option={option} />
                      ))}
                  </Radix.Group>
                ))}
              </Radix.Viewport>
            </Radix.Content>
          </Radix.Portal>
        </Radix.Root>
      )}
    </Field>
  )
}

/** The library opens its list by Enter with any modifier; those presses belong to the app's commands. */
function TriggerButton({ onKeyDown, ...rest }: ComponentProps<'button'>): ReactElement {
  return (
    <button
      {...rest}
      type="button"
      onKeyDown={(event) => {
        if (!event.metaKey && !event.ctrlKey) onKeyDown?.(event)
      }}
    />
  )
}

function Option<T extends string>({ option }: { option: SelectOption<T> }): ReactElement {
  const detailId = useId()
  const detail = typeof option.disabled === 'string' ? option.disabled : option.detail
  return (
    <Radix.Item
      value={option.value}
      aria-describedby={detail ? detailId : undefined}
      disabled={option.disabled !== undefined && option.disabled !== false}
      className="relative flex min-h-7 items-center rounded-control py-1 pr-2 pl-8 text-body outline-none select-none data-disabled:text-fg-3 data-highlighted:bg-active pointer-coarse:min-h-11"
    >
      <Radix.ItemIndicator className="absolute left-2">
        <Icon icon={Check} className="text-accent-text" />
      </Radix.ItemIndicator>
      <div>
        <Radix.ItemText>{option.label}</Radix.ItemText>
        {detail ? (
          <div id={detailId} className="text-tag text-fg-3">
            {detail}
          </div>
        ) : null}
      </div>
    </Radix.Item>
  )
}
