import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../api.ts'
import { HttpProblem } from '../http-problem.ts'

/** With the flag u, whole pairs are read as one character and only halves match. */
const HALF_PAIR = /[\uD800-\uDFFF]/u

const JSON_BODY = /^application\/([\w.-]+\+)?json\b/i

/**
 * Refuses text that no document and no database can keep as it is: half a surrogate pair in a JSON body, which Yjs and
 * UTF-8 turn into another character, and U+0000 in an address. A body that is no JSON at all answers 400.
 */
export function checkText(): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (/%00/.test(c.req.url)) {
      throw new HttpProblem('invalid', 'The address holds the character U+0000, which nothing here has in its name')
    }
    const { method } = c.req
    if (method !== 'GET' && method !== 'HEAD' && JSON_BODY.test(c.req.header('content-type') ?? '')) {
      const text = await c.req.text()
      if (text.trim() === '') {
        // Clients that set the type for every request send nothing where nothing is needed.
        if (method === 'DELETE') return next()
        // Hono keeps promises there, whatever its types say.
        Object.assign(c.req.bodyCache, { text: Promise.resolve('{}') })
      }
      const path = malformedAt(parse(text.trim() === '' ? '{}' : text))
      if (path !== null) {
        const message = 'Half a surrogate pair stands alone here. Send whole characters'
        throw new HttpProblem('invalid', `The request was refused and nothing was changed. ${path}: ${message}`, [
          { path, message },
        ])
      }
    }
    return next()
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new HttpProblem('malformed', 'The body is not JSON that can be read. Nothing was changed', [], {
      cause: error,
    })
  }
}

/** The place of the first text that is no Unicode. It keeps its own stack: nesting has no limit but the size of the body. */
function malformedAt(root: unknown): string | null {
  const rest: { readonly value: unknown; readonly path: string }[] = [{ value: root, path: '' }]
  for (let at = rest.pop(); at; at = rest.pop()) {
    const { value, path } = at
    if (typeof value === 'string' && HALF_PAIR.test(value)) return path
    if (typeof value !== 'object' || value === null) continue
    // Far deeper than any body here, and long paths of deep bodies would fill the memory.
    const isDeep = path.length > 500
    for (const [key, child] of Object.entries(value)) {
      if (HALF_PAIR.test(key)) return path
      rest.push({ value: child, path: isDeep ? path : path === '' ? key : `${path}.${key}` })
    }
  }
  return null
}
