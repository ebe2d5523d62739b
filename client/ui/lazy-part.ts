import { createElement, lazy, useState, type ComponentType, type ReactElement } from 'react'
import { MissingPart } from './error-panel.tsx'

/** A component that is fetched when it is first needed, or before. */
export interface LazyPart<Props extends object> {
  (props: Props): ReactElement
  /** Fetches it. Where that fails, showing it asks again and says so. */
  preload(): Promise<void>
}

/**
 * A component that is fetched when it is first needed. Where it cannot be had (the server has a newer version by now) its
 * error boundary says so and offers to reload.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> {
  let fetched: ComponentType<Props> | null = null
  const fetchPart = async (): Promise<ComponentType<Props>> => (fetched = await load())
  const Waiting = lazy(() =>
    fetchPart().then(
      (part) => ({ default: part }),
      (cause: unknown) => {
        throw new MissingPart(cause)
      },
    ),
  )
  // Once fetched it is shown without `lazy`: that would wait a moment all the same, and React draws what had to wait no
  // sooner than 300 ms after the gap in its place.
  const Part = (props: Props): ReactElement => {
    const [shown] = useState(() => fetched ?? Waiting)
    return createElement(shown as ComponentType<Props>, props)
  }
  return Object.assign(Part, {
    preload: () =>
      fetchPart().then(
        () => undefined,
        () => undefined,
      ),
  })
}
