import { toasts, type ToastRequest } from '#client/ui/toast-store.ts'

/** How often a toast of work under way changes: oftener nobody reads it, and screen readers would never end. */
const CHANGE_MS = 500

/** One toast for a piece of work: it shows how far the work is and turns into what came of it. */
export function workToast(
  title: string,
  { onCancel, now }: { readonly onCancel: () => void; readonly now: () => number },
) {
  const action = { label: 'Cancel', run: onCancel }
  // Work that is cut off leaves nothing behind, so the browser asks before the page goes.
  const hold = (event: BeforeUnloadEvent): void => event.preventDefault()
  addEventListener('beforeunload', hold)
  const letGo = (): void => removeEventListener('beforeunload', hold)
  const id = toasts.show({ title, progress: 0, action })
  let shownAt = now()
  return {
    progress: (fraction: number, detail: string): void => {
      // Somebody who closed it does not want it back before there is news.
      const closed = !toasts.get().some((toast) => toast.id === id)
      if (closed || (now() - shownAt < CHANGE_MS && fraction < 1)) return
      shownAt = now()
      toasts.show({ id, title, detail, progress: fraction, action })
    },
    end: (result: ToastRequest): void => {
      letGo()
      toasts.show({ ...result, id })
    },
    dismiss: (): void => {
      letGo()
      toasts.dismiss(id)
    },
  }
}
