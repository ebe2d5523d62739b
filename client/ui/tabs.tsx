import { Tabs as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { cn } from './cn.ts'

/** Panels behind tabs, one shown. `extra` stands at the right end of the tab row. */
export function Tabs<T extends string>({
  label,
  value,
  onChange,
  tabs,
  extra,
  className,
}: {
  /** Accessible name of the tab row. */
  label: string
  value: T
  onChange: (value: T) => void
  tabs: readonly { value: T; label: string; count?: number | undefined; content: ReactNode }[]
  extra?: ReactNode
  className?: string
}): ReactElement {
  return (
    <Radix.Root
      value={value}
      onValueChange={(next) => {
        const tab = tabs.find((one) => one.value === next)
        if (tab) onChange(tab.value)
      }}
      className={cn('flex min-h-0 flex-col', className)}
    >
      <div className="flex h-11 shrink-0 items-center border-b border-line px-4">
        <Radix.List aria-label={label} className="flex h-full gap-4">
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className="relative flex h-full items-center gap-1.5 text-body text-fg-2 hover:text-fg data-[state=active]:font-medium data-[state=active]:text-fg data-[state=active]:after:absolute data-[state=active]:after:inset-x-0 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:bg-fg"
            >
              {tab.label}
              {tab.count === undefined ? null : <span className="font-normal text-fg-3">{tab.count}</span>}
            </Radix.Trigger>
          ))}
        </Radix.List>
        <div className="ml-auto flex items-center gap-1">{extra}</div>
      </div>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="min-h-0 grow overflow-y-auto">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
