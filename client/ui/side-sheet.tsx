import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { cn } from './cn.ts'
import { IconButton } from './icon-button.tsx'
import { useReturnFocus } from './use-return-focus.ts'

/** A panel that slides over the page where it has no room of its own. */
export function SideSheet({
  open,
  onOpenChange,
  title,
  side,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  side: 'left' | 'right'
  children: ReactNode
}): ReactElement {
  const focus = useReturnFocus()
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-60 bg-veil" />
        <Radix.Content
          aria-describedby={undefined}
          tabIndex={-1}
          // What the sheet shows was asked for, not its close button.
          onCloseAutoFocus={focus.giveBack}
          onOpenAutoFocus={(event) => {
            focus.remember()
            event.preventDefault()
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
          }}
          className={cn(
            'fixed inset-y-0 z-60 flex w-full max-w-90 flex-col bg-panel text-fg shadow-dialog outline-none max-sm:max-w-none',
            side === 'left' ? 'left-0' : 'right-0',
          )}
        >
          <header className="flex h-11 shrink-0 items-center border-b border-line pr-2 pl-4">
            <Radix.Title className="grow text-title font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label={`Close ${title.toLowerCase()}`} keys="escape" />
            </Radix.Close>
          </header>
          <div className="min-h-0 grow">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
