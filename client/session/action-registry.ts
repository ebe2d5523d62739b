import { useEffect, useRef } from 'react'
import type { Action } from './action.ts'

type Listener = () => void

/** The actions there are right now: the fixed lists of the features, and those of views that are on screen. */
export type ActionRegistry = {
  /** Every action, later ones last; an id given twice is answered by the newest. The same array until something changes. */
  all(): readonly Action[]
  /** Adds a list; the answer takes it away again. */
  add(actions: readonly Action[]): () => void
  subscribe(listener: Listener): () => void
}

/** Makes an empty registry. */
export function createActionRegistry(): ActionRegistry {
  const lists = new Set<readonly Action[]>()
  const listeners = new Set<Listener>()
  let merged: readonly Action[] = []

  const change = (): void => {
    const byId = new Map<string, Action>()
    for (const list of lists) for (const action of list) byId.set(action.id, action)
    merged = [...byId.values()]
    for (const listener of listeners) listener()
  }

  return {
    all: () => merged,
    add(actions) {
      // A copy, so that the same list added by two views is counted twice and taken away one by one.
      const entry = [...actions]
      lists.add(entry)
      change()
      return () => {
        lists.delete(entry)
        change()
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The registry of this tab. */
export const actionRegistry: ActionRegistry = createActionRegistry()

/**
 * Adds a view's own actions while it is on screen. Pass a list that is built on each render: the newest functions are
 * always the ones that run, and the registry changes only when an id, a label or a key does.
 */
export function useActions(actions: readonly Action[]): void {
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  const shape = actions.map((action) => `${action.id}\n${action.label}\n${action.keys?.join(' | ') ?? ''}`).join('\n\n')
  useEffect(() => {
    const current = (id: string): Action | undefined => latest.current.find((action) => action.id === id)
    return actionRegistry.add(
      latest.current.map((action) => ({
        ...action,
        when: (context) => current(action.id)?.when?.(context) ?? current(action.id) !== undefined,
        enabled: (context) => current(action.id)?.enabled?.(context) ?? true,
        detail: (context) => current(action.id)?.detail?.(context) ?? null,
        run: (context) => current(action.id)?.run(context),
      })),
    )
  }, [shape])
}
