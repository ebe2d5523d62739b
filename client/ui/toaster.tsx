import { TriangleAlert, X } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore, type FocusEvent, type ReactElement } from 'react'
import { Button } from './button.tsx'
import { Icon, IconButton } from './icon-button.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { TOAST_MS, toasts, type Toast } from './toast-store.ts'

/**
 * Where toasts appear: bottom left, above a timeline if there is one, over everything but tooltips. When one leaves that
 * had the focus, the focus goes back to where it came from. Mounted once.
 */
export function Toaster(): ReactElement {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.get)
  // While any of them is looked at, none of them leaves.
  const [held, setHeld] = useState(false)
  const section = useRef<HTMLElement>(null)
  const cameFrom = useRef<{ readonly element: Element | null } | null>(null)

  const onFocus = ({ relatedTarget }: FocusEvent): void => {
    setHeld(true)
    if (!section.current?.contains(relatedTarget)) cameFrom.current = { element: relatedTarget }
  }
  // A toast that is removed tells nothing of the focus that it had.
  useEffect(() => {
    const { current } = cameFrom
    if (!current || document.activeElement !== document.body) return
    cameFrom.current = null
    setHeld(false)
    const back = [current.element, document.querySelector('main')].find((one) => one?.isConnected)
    if (back instanceof HTMLElement) back.focus({ preventScroll: true })
  }, [shown])

  return (
    <section
      ref={section}
      aria-label="Notifications"
      className="pointer-events-none fixed bottom-[calc(16px+var(--toast-floor,0px))] left-16 z-80 flex w-[360px] max-w-[calc(100vw-32px)] max-sm:bottom-[calc(72px+env(safe-area-inset-bottom)+var(--toast-floor,0px))] max-sm:left-4 flex-col gap-2"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={onFocus}
      onBlur={({ relatedTarget }) => {
        setHeld(false)
        if (relatedTarget && !section.current?.contains(relatedTarget)) cameFrom.current = null
      }}
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} held={held} />
      ))}
    </section>
  )
}

function ToastCard({ toast, held }: { toast: Toast; held: boolean }): ReactElement {
  useEffect(() => {
    if (held || toast.stays) return
    const timer = setTimeout(() => toasts.dismiss(toast.id), TOAST_MS)
    return () => clearTimeout(timer)
  }, [held, toast])
  const icon = toast.icon ?? (toast.tone === 'alert' ? TriangleAlert : undefined)
  const { action } = toast
  return (
    <div
      role={toast.tone}
      className="animate-appear pointer-events-auto rounded-card bg-overlay px-3 py-2.5 text-fg shadow-menu"
    >
      <div className="flex items-start gap-2.5">
        {icon ? (
          <Icon icon={icon} size={16} className={toast.tone === 'alert' ? 'mt-0.5 text-bad' : 'mt-0.5 text-fg-2'} />
        ) : null}
        <div className="min-w-0 grow">
          <p className="text-body font-medium">{toast.title}</p>
          {toast.detail ? <p className="text-meta text-fg-2">{toast.detail}</p> : null}
        </div>
        {action ? (
          <Button
            size="dense"
            onClick={() => {
              toasts.dismiss(toast.id)
              action.run()
            }}
          >
            {action.label}
          </Button>
        ) : null}
        <IconButton
          icon={X}
          label={`Dismiss "${toast.title}"`}
          size="dense"
          iconSize={14}
          onClick={() => toasts.dismiss(toast.id)}
        />
      </div>
      {toast.progress === undefined ? null : (
        <ProgressBar className="mt-2" label={toast.title} value={toast.progress} />
      )}
    </div>
  )
}
