import { useCallback } from 'react'
import { useLocation, useSearch } from 'wouter'
import { readReturnTo } from '#client/session/routes.ts'
import { useServices } from '#client/session/services-context.tsx'
import { toasts } from '#client/ui/toast-store.ts'
import type { WhoAmI } from '#shared/protocol/accounts.ts'

/** What follows when somebody has come in: the app learns who they are, and goes on where they wanted to be. */
export function useEnter(): (who: WhoAmI, to?: string) => void {
  const { access, profile } = useServices()
  const [, navigate] = useLocation()
  const returnTo = readReturnTo(useSearch())
  return useCallback(
    (who, to) => {
      access.accept(who)
      const name = who.account?.display_name ?? who.name
      // What others read beside this person's selection is the name of their account.
      if (name) void profile.change({ name })
      toasts.show({ id: 'signed-in', title: name ? `Signed in as ${name}` : 'Signed in' })
      navigate(to ?? returnTo, { replace: true })
    },
    [access, profile, navigate, returnTo],
  )
}
