import type { Context } from 'hono'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ApiEnv } from './api.ts'

/** What the registered routes of an app answer to, by their addresses as the API's document writes them. */
export class Operations {
  readonly #app: OpenAPIHono<ApiEnv>
  #known: readonly { readonly method: string; readonly pattern: RegExp }[] | null = null

  constructor(app: OpenAPIHono<ApiEnv>) {
    this.#app = app
  }

  /** Methods that an address takes, in upper case; none where nothing is there. */
  methodsAt(path: string): readonly string[] {
    const plain = path.length > 1 ? path.replace(/\/$/, '') : path
    const methods = this.#operations()
      .filter(({ pattern }) => pattern.test(plain))
      .map(({ method }) => method)
    return [...new Set(methods)].sort()
  }

  /** Routes are registered after the middleware that asks about them, so they are read at the first question. */
  #operations(): readonly { readonly method: string; readonly pattern: RegExp }[] {
    this.#known ??= this.#app.openAPIRegistry.definitions.flatMap((definition) =>
      definition.type === 'route'
        ? [{ method: definition.route.method.toUpperCase(), pattern: patternOf(definition.route.path) }]
        : [],
    )
    return this.#known
  }
}

/** The methods to name in `Allow` where an address takes others than the one that was tried; null where there are none. */
export function otherMethods(operations: Operations, c: Context): string | null {
  const methods = operations.methodsAt(c.req.path)
  if (methods.length === 0 || methods.includes(c.req.method)) return null
  return (methods.includes('GET') ? [...methods, 'HEAD'] : methods).join(', ')
}

function patternOf(path: string): RegExp {
  const parts = path
    .split('/')
    .map((part) => (part.startsWith('{') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
  const text = parts.join('/')
  return new RegExp(`^${text.length > 1 ? text.replace(/\/$/, '') : text}$`)
}
