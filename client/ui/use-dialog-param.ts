import { useCallback } from 'react'
import { useLocation, useSearch } from 'wouter'

/**
 * A dialog that is part of the address, `?dialog=shortcuts`: Back closes it, reload keeps it. Opening adds a step to
 * the browser's history, closing takes it back.
 */
export function useDialogParam(name: string): readonly [boolean, (open: boolean) => void] {
  const search = useSearch()
  const [path, navigate] = useLocation()
  const open = new URLSearchParams(search).get('dialog') === name
  const setOpen = useCallback(
    (next: boolean): void => {
      const params = new URLSearchParams(search)
      if (next === (params.get('dialog') === name)) return
      if (next) {
        params.set('dialog', name)
        navigate(`${path}?${params.toString()}`, { state: { dialog: name } })
        return
      }
      const state: unknown = history.state
      const pushed = typeof state === 'object' && state !== null && 'dialog' in state && state.dialog === name
      if (pushed) history.back()
      else {
        params.delete('dialog')
        const rest = params.toString()
        navigate(rest ? `${path}?${rest}` : path, { replace: true })
      }
    },
    [search, path, navigate, name],
  )
  return [open, setOpen]
}
