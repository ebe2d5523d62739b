import type { LucideIcon } from 'lucide-react'

/** How long a toast stays, in milliseconds. */
export const TOAST_MS = 6000

/** At most this many at a time: an older one leaves for a newer one. */
export const MAX_TOASTS = 3

/** News that passes by: what happened, and the one thing to do about it. */
export type Toast = {
  /** Showing a toast with an id that is on screen replaces it: background work uses one toast that turns into its result. */
  id: string
  title: string
  detail?: string | undefined
  icon?: LucideIcon | undefined
  /** `alert` for failures: it is read out at once. */
  tone: 'status' | 'alert'
  action?: { label: string; run: () => void } | undefined
  /** From 0 to 1 for work under way. */
  progress?: number | undefined
  /** Stays until it is answered or replaced. */
  stays: boolean
}

/** What `toasts.show` takes: only the title must be there. */
export type ToastRequest = Partial<Toast> & Pick<Toast, 'title'>

let shown: readonly Toast[] = []
let counter = 0
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  shown = next
  for (const listener of listeners) listener()
}

/** The toasts of this tab, oldest first. Anything may show one; one view at the bottom left draws them. */
export const toasts = {
  get: (): readonly Toast[] => shown,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** Shows a toast and answers its id, for replacing or dismissing it. */
  show(request: ToastRequest): string {
    const toast: Toast = {
      tone: 'status',
      stays: request.progress !== undefined,
      ...request,
      id: request.id ?? `toast-${++counter}`,
    }
    const replaces = shown.some((one) => one.id === toast.id)
    const next = replaces ? shown.map((one) => (one.id === toast.id ? toast : one)) : [...shown, toast]
    change(next.slice(-MAX_TOASTS))
    return toast.id
  },
  dismiss(id: string): void {
    if (shown.some((one) => one.id === id)) change(shown.filter((one) => one.id !== id))
  },
}
