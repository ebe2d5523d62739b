import { KeySquare, LogIn, LogOut, MonitorSmartphone, ScrollText, UserCog, UserPlus, Users } from 'lucide-react'
import type { Action, ActionContext } from '#client/session/action.ts'
import { filmPath, isFilmPage, signInPath } from '#client/session/routes.ts'
import { toasts } from '#client/ui/toast-store.ts'
import type { WhoAmI } from '#shared/protocol/accounts.ts'
import { SHARE_DIALOG } from './may-share.ts'

const whoIsHere = ({ services }: ActionContext): WhoAmI | null => services.access.get().who
const hasAccount = (context: ActionContext): boolean => whoIsHere(context)?.kind === 'account'
const administers = (context: ActionContext): boolean =>
  hasAccount(context) && whoIsHere(context)?.studio_role === 'administrator'

const toSection = (id: string, section: string, label: string, icon: NonNullable<Action['icon']>): Action => ({
  id,
  label,
  group: 'Settings',
  icon,
  when: hasAccount,
  run: ({ navigate }) => navigate(`/settings/${section}`),
})

/** What has to do with who is here; nothing of it is on offer where nobody signs in. */
export const accessActions: readonly Action[] = [
  {
    id: 'access.sign-in',
    label: 'Sign in',
    group: 'Go',
    icon: LogIn,
    when: ({ services }) => services.access.needsSignIn,
    run: ({ navigate }) => navigate(signInPath(location.pathname + location.search)),
  },
  {
    id: 'access.sign-out',
    label: 'Sign out',
    group: 'Settings',
    icon: LogOut,
    when: (context) => whoIsHere(context)?.signed_in === true && whoIsHere(context)?.kind !== 'machine',
    run: async ({ services }) => {
      try {
        await services.access.signOut()
        toasts.show({ title: 'Signed out', detail: 'What is on this device stays here' })
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error)
        toasts.show({ tone: 'alert', title: 'Not signed out', detail })
      }
    },
  },
  {
    id: 'film.share',
    label: 'Share the film',
    group: 'Edit',
    icon: UserPlus,
    when: (context) => context.project !== null && hasAccount(context),
    run: ({ project, page, navigate }) => {
      if (!project) return
      const path = isFilmPage(page) ? location.pathname : filmPath(project.projectId)
      navigate(`${path}?dialog=${SHARE_DIALOG}`)
    },
  },
  toSection('settings.account', 'account', 'Account', UserCog),
  toSection('settings.sessions', 'sessions', 'Sessions', MonitorSmartphone),
  toSection('settings.tokens', 'tokens', 'API tokens', KeySquare),
  { ...toSection('settings.people', 'people', 'People of the studio', Users), when: administers },
  { ...toSection('settings.audit', 'audit', 'Audit log', ScrollText), when: administers },
]
