import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { cn } from './cn.ts'
import { IconButton } from './icon-button.tsx'

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
  /** Name for screen readers; the content brings its own heading. */
  title: string
  side: 'left' | 'right'
  children: ReactNode
}): ReactElement {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-60 bg-veil" />
        <Radix.Content
          aria-describedby={undefined}
          className={cn(
            'fixed inset-y-0 z-60 flex w-full max-w-90 flex-col bg-panel text-fg shadow-dialog outline-none max-sm:max-w-none',
            side === 'left' ? 'left-0' : 'right-0',
          )}
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          <Radix.Close asChild>
            <IconButton
              icon={X}
              label={`Close ${title.toLowerCase()}`}
              keys="escape"
              className="absolute top-2 right-2 z-10"
            />
          </Radix.Close>
          <div className="min-h-0 grow pr-0">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
