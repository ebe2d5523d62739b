import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import { MissingPart } from './error-panel.tsx'

/**
 * A component that is fetched when it is first needed. Where it cannot be had (the server has a newer version by now) its
 * error boundary says so and offers to reload.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() =>
    load().then(
      (part) => ({ default: part }),
      (cause: unknown) => {
        throw new MissingPart(cause)
      },
    ),
  )
}
