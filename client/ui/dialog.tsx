import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useRef, type ReactElement, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { IconButton } from './icon-button.tsx'
import { useReturnFocus } from './use-return-focus.ts'

const WIDTHS = { small: 'max-w-[480px]', medium: 'max-w-[720px]', large: 'max-w-[960px]' } as const

const FIRST_FIELD =
  'input:not([type=radio], [type=file], [tabindex="-1"]), textarea, [role=radio][aria-checked=true], [role=combobox]'

/**
 * A modal dialog: header and footer stay, the middle scrolls. Closing returns focus to what had it. Pass `guard` where
 * Escape or a press outside would lose text: it decides whether the dialog closes.
 */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  size = 'small',
  headerExtra,
  footer,
  guard,
  focusFirst = FIRST_FIELD,
  bare,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  size?: keyof typeof WIDTHS
  /** Controls beside the title. */
  headerExtra?: ReactNode
  /** Buttons; the main action last, at the right. */
  footer?: ReactNode
  /** Answers false to keep the dialog open. */
  guard?: () => boolean
  /** Selector of what has the focus first, where that is not the first field. */
  focusFirst?: string
  /** No padding around the middle. */
  bare?: boolean
  children: ReactNode
}): ReactElement {
  const body = useRef<HTMLDivElement>(null)
  const focus = useReturnFocus()
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next || !guard || guard() ? onOpenChange(next) : undefined)}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-70 grid place-items-center overflow-hidden bg-veil p-3 sm:p-12">
          <Radix.Content
            {...(description ? {} : { 'aria-describedby': undefined })}
            onCloseAutoFocus={focus.giveBack}
            onOpenAutoFocus={(event) => {
              focus.remember()
              // The first thing to fill in rather than the button that closes.
              const first = body.current?.querySelector<HTMLElement>(focusFirst)
              if (!first) return
              event.preventDefault()
              first.focus()
            }}
            className={cn(
              'animate-appear relative flex max-h-full w-full flex-col rounded-dialog bg-overlay text-fg shadow-dialog outline-none',
              WIDTHS[size],
            )}
          >
            <header className="flex min-h-13 shrink-0 items-center gap-3 border-b border-line px-5 py-2.5">
              <div className="min-w-0 grow">
                <Radix.Title className="text-section font-semibold">{title}</Radix.Title>
                {description ? (
                  <Radix.Description className="text-meta text-fg-2">{description}</Radix.Description>
                ) : null}
              </div>
              {headerExtra}
              <Radix.Close asChild>
                <IconButton icon={X} label="Close" keys="escape" />
              </Radix.Close>
            </header>
            <div ref={body} className={cn('min-h-0 grow overflow-y-auto', !bare && 'p-5')}>
              {children}
            </div>
            {footer ? (
              <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
                {footer}
              </footer>
            ) : null}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}
