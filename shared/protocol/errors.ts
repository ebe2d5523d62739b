import { z } from 'zod'

/** Closed set of error codes; the last part of a problem's `type`. */
export const ErrorCode = z.enum([
  'malformed',
  'invalid',
  'not-found',
  'method-not-allowed',
  'in-trash',
  'conflict',
  'not-configured',
  'precondition-failed',
  'unsupported-media',
  'too-large',
  'range-not-satisfiable',
  'forbidden-origin',
  'not-signed-in',
  'not-allowed',
  'too-many-requests',
  'missing-models',
  'backend-unreachable',
  'backend-refused',
  'storage-failed',
  'unavailable',
  'internal',
])
export type ErrorCode = z.infer<typeof ErrorCode>

/** HTTP status of each code. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  malformed: 400,
  invalid: 422,
  'not-found': 404,
  'method-not-allowed': 405,
  'in-trash': 410,
  conflict: 409,
  // Something must be set up first: the state of the server stands against the request, so it is a conflict.
  'not-configured': 409,
  'precondition-failed': 412,
  'unsupported-media': 415,
  'too-large': 413,
  'range-not-satisfiable': 416,
  'forbidden-origin': 403,
  'not-signed-in': 401,
  'not-allowed': 403,
  'too-many-requests': 429,
  'missing-models': 422,
  'backend-unreachable': 502,
  'backend-refused': 502,
  'storage-failed': 507,
  unavailable: 503,
  internal: 500,
}

/** The one shape of an error answer (RFC 9457). `type` is `urn:storycanvas:error:` and a code. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** What happened, what is safe, what to do. */
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
    free_positions: z
      .array(z.object({ from: z.number(), to: z.number().nullable() }))
      .optional()
      .meta({
        description: 'Where a clip could start instead, in seconds of the film; `to` is null where there is no end',
      }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

const TYPE_PREFIX = 'urn:storycanvas:error:'

/** Builds a problem document. */
export function problem(
  code: ErrorCode,
  detail: string,
  errors: readonly { readonly path: string; readonly message: string }[] = [],
): Problem {
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ')
  return { type: TYPE_PREFIX + code, title, status: STATUS_OF[code], detail, errors: [...errors] }
}

/** The code in a problem document; `internal` where it is none of ours. */
export function problemCode(value: Problem): ErrorCode {
  const parsed = ErrorCode.safeParse(value.type.slice(TYPE_PREFIX.length))
  return parsed.success ? parsed.data : 'internal'
}
