import { Check, ChevronRight, type LucideIcon } from 'lucide-react'
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from 'radix-ui'
import { createContext, useContext, type ReactElement, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { useLocked, type LockedBy } from './edit-lock.tsx'
import { Icon } from './icon-button.tsx'
import { Kbd } from './kbd.tsx'

const Kind = createContext<'dropdown' | 'context'>('dropdown')

const CONTENT =
  'z-50 min-w-48 max-w-80 overflow-y-auto rounded-option bg-overlay p-1 text-fg shadow-menu animate-appear ' +
  'max-h-(--radix-dropdown-menu-content-available-height)'

const ITEM =
  'relative flex h-7 items-center gap-2 rounded-control px-2 text-body outline-none select-none ' +
  'data-highlighted:bg-active data-highlighted:[&_kbd]:text-fg-2 data-disabled:text-fg-3 pointer-coarse:h-11 [&_svg]:shrink-0'

/** A menu that opens under its trigger, which is one focusable element. */
export function Menu({
  trigger,
  align = 'start',
  side = 'bottom',
  children,
  onOpenChange,
}: {
  trigger: ReactElement
  align?: 'start' | 'end' | 'center'
  side?: 'top' | 'right' | 'bottom' | 'left'
  children: ReactNode
  onOpenChange?: (open: boolean) => void
}): ReactElement {
  return (
    <RadixDropdown.Root modal={false} {...(onOpenChange ? { onOpenChange } : {})}>
      <RadixDropdown.Trigger asChild>{trigger}</RadixDropdown.Trigger>
      <RadixDropdown.Portal>
        <RadixDropdown.Content align={align} side={side} sideOffset={4} collisionPadding={8} className={CONTENT}>
          <Kind value="dropdown">{children}</Kind>
        </RadixDropdown.Content>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  )
}

/** The same items on right-click, long press, and the menu key; `children` is the one element it belongs to. */
export function ContextMenu({
  items,
  children,
  onOpenChange,
}: {
  items: ReactNode
  children: ReactElement
  onOpenChange?: (open: boolean) => void
}): ReactElement {
  return (
    <RadixContext.Root modal={false} {...(onOpenChange ? { onOpenChange } : {})}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content collisionPadding={8} className={CONTENT}>
          <Kind value="context">{items}</Kind>
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  )
}

/** One command of a menu, with its icon and key. */
export function MenuItem({
  icon,
  keys,
  danger,
  disabled: unable,
  locks,
  onSelect,
  children,
}: {
  icon?: LucideIcon | undefined
  keys?: string | undefined
  danger?: boolean
  /** True, or the reason why not, which is shown below the label. */
  disabled?: boolean | string | undefined
  /** What has to be allowed for it. */
  locks?: LockedBy
  onSelect: () => void
  children: ReactNode
}): ReactElement {
  const Item = useContext(Kind) === 'dropdown' ? RadixDropdown.Item : RadixContext.Item
  const disabled = useLocked(locks) ?? unable
  const reason = typeof disabled === 'string' ? disabled : null
  return (
    <Item
      disabled={disabled !== undefined && disabled !== false}
      onSelect={onSelect}
      className={cn(ITEM, danger && 'text-bad', reason && 'h-auto py-1')}
    >
      {icon ? <Icon icon={icon} className={danger ? '' : 'text-fg-2'} /> : null}
      <span className="min-w-0 grow">
        <span className="block truncate">{children}</span>
        {reason ? <span className="block max-w-64 text-tag text-wrap text-fg-3">{reason}</span> : null}
      </span>
      {keys ? <Kbd keys={keys} /> : null}
    </Item>
  )
}

/** A set of choices of which one holds. */
export function MenuChoice<T extends string>({
  value,
  options,
  onChange,
}: {
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
}): ReactElement {
  const kind = useContext(Kind)
  const Group = kind === 'dropdown' ? RadixDropdown.RadioGroup : RadixContext.RadioGroup
  const Item = kind === 'dropdown' ? RadixDropdown.RadioItem : RadixContext.RadioItem
  const Mark = kind === 'dropdown' ? RadixDropdown.ItemIndicator : RadixContext.ItemIndicator
  return (
    <Group
      value={value}
      onValueChange={(next) => {
        const option = options.find((one) => one.value === next)
        if (option) onChange(option.value)
      }}
    >
      {options.map((option) => (
        <Item key={option.value} value={option.value} className={cn(ITEM, 'pl-8')}>
          <Mark className="absolute left-2">
            <Icon icon={Check} className="text-accent-text" />
          </Mark>
          <span className="truncate">{option.label}</span>
        </Item>
      ))}
    </Group>
  )
}

/** A menu inside a menu. */
export function MenuSub({
  icon,
  label,
  disabled,
  children,
}: {
  icon?: LucideIcon
  label: string
  disabled?: boolean
  children: ReactNode
}): ReactElement {
  const Set = useContext(Kind) === 'dropdown' ? RadixDropdown : RadixContext
  return (
    <Set.Sub>
      <Set.SubTrigger disabled={disabled ?? false} className={cn(ITEM, 'data-[state=open]:bg-hover')}>
        {icon ? <Icon icon={icon} className="text-fg-2" /> : null}
        <span className="grow truncate">{label}</span>
        <Icon icon={ChevronRight} size={14} className="text-fg-3" />
      </Set.SubTrigger>
      <Set.Portal>
        <Set.SubContent sideOffset={4} collisionPadding={8} className={CONTENT}>
          {children}
        </Set.SubContent>
      </Set.Portal>
    </Set.Sub>
  )
}

/** A hairline between groups of a menu. */
export function MenuSeparator(): ReactElement {
  const Line = useContext(Kind) === 'dropdown' ? RadixDropdown.Separator : RadixContext.Separator
  return <Line className="mx-2 my-1 h-px bg-line" />
}

/** A heading inside a menu. */
export function MenuLabel({ children }: { children: ReactNode }): ReactElement {
  const Label = useContext(Kind) === 'dropdown' ? RadixDropdown.Label : RadixContext.Label
  return <Label className="px-2 pt-1.5 pb-1 text-tag text-fg-3">{children}</Label>
}
