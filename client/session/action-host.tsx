import { createContext, useContext, type ReactNode } from 'react'
import { actionApplies, actionState, type Action, type ActionContext } from './action.ts'

/** Runs actions from buttons and menus: the same objects that the keyboard and the palette use. */
export type ActionHost = {
  /** What actions see right now. */
  context(): ActionContext
  /** The action of this id, or null where it is not on offer now. */
  find(id: string): Action | null
  /** Runs it when it can run; else says why not. */
  run(id: string): void
}

const HostContext = createContext<ActionHost | null>(null)

/** Makes a host over a list of actions and a context that is asked for anew each time. */
export function createActionHost(
  actions: () => readonly Action[],
  context: () => ActionContext,
  refused: (reason: string) => void,
): ActionHost {
  const find = (id: string): Action | null => {
    const action = actions().find((one) => one.id === id)
    return action && actionApplies(action, context()) ? action : null
  }
  return {
    context,
    find,
    run(id) {
      const action = find(id)
      if (!action) return
      const now = context()
      const state = actionState(action, now)
      if (state === true) void action.run(now)
      else refused(state)
    },
  }
}

/** Hands the host to everything below. */
export function ActionHostProvider({ host, children }: { host: ActionHost; children: ReactNode }) {
  return <HostContext value={host}>{children}</HostContext>
}

/** The action host; fails outside of the app's shell. */
export function useActionHost(): ActionHost {
  const host = useContext(HostContext)
  if (!host) throw new Error('useActionHost needs an ActionHostProvider above it')
  return host
}
