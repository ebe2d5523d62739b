import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'
import { toasts } from '#client/ui/toast-store.ts'

// Test files share their modules and one document: what one leaves behind, the next would find.
afterEach(() => {
  cleanup()
  for (const toast of toasts.get()) toasts.dismiss(toast.id)
  // Some of them are tests of workers, which have neither.
  for (const name of ['localStorage', 'sessionStorage']) (Reflect.get(globalThis, name) as Storage | undefined)?.clear()
})
