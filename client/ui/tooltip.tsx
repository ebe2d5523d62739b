import { Tooltip as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

/** Needed once around everything that shows tooltips: after the first, the next one comes at once. */
export function TooltipProvider({ children }: { children: ReactNode }): ReactElement {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={300}>
      {children}
    </Radix.Provider>
  )
}

/** Words beside a control, with its key. It repeats what the accessible name says and never holds the only copy. */
export function Tooltip({
  label,
  keys,
  side = 'bottom',
  children,
}: {
  label: string
  keys?: string | undefined
  side?: 'top' | 'right' | 'bottom' | 'left'
  children: ReactElement
}): ReactElement {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-90 flex max-w-72 items-center gap-2 rounded-control bg-overlay px-2 py-1 text-meta text-fg shadow-menu"
        >
          {label}
          {keys ? <Kbd keys={keys} /> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
