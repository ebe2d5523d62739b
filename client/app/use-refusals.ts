import { useEffect } from 'react'
import { CommandError } from '#shared/commands/command.ts'

/**
 * Says why an edit was refused, wherever it was tried: commands throw, and what a press or a key started has nobody else
 * to catch it. Any other error stays one.
 */
export function useRefusals(refuse: (reason: string) => void): void {
  useEffect(() => {
    const hear = (event: Event, error: unknown): void => {
      if (!(error instanceof CommandError)) return
      event.preventDefault()
      refuse(error.message)
    }
    const onError = (event: ErrorEvent): void => hear(event, event.error)
    const onRejection = (event: PromiseRejectionEvent): void => hear(event, event.reason)
    addEventListener('error', onError)
    addEventListener('unhandledrejection', onRejection)
    return () => {
      removeEventListener('error', onError)
      removeEventListener('unhandledrejection', onRejection)
    }
  }, [refuse])
}
