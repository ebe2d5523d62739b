import { TriangleAlert, X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore, type ReactElement } from 'react'
import { Button } from './button.tsx'
import { Icon, IconButton } from './icon-button.tsx'
import { ProgressBar } from './progress-bar.tsx'
import { TOAST_MS, toasts, type Toast } from './toast-store.ts'

/** Where toasts appear: bottom left, over everything but tooltips. Mounted once. */
export function Toaster(): ReactElement {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.get)
  // While any of them is looked at, none of them leaves.
  const [held, setHeld] = useState(false)
  return (
    <section
      aria-label="Notifications"
      className="pointer-events-none fixed bottom-4 left-16 z-80 flex w-[360px] max-w-[calc(100vw-32px)] max-sm:bottom-[calc(72px+env(safe-area-inset-bottom))] max-sm:left-4 flex-col gap-2"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
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
