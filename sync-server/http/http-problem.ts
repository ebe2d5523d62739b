import { problem, STATUS_OF, type ErrorCode } from '#shared/protocol/errors.ts'

/** A refusal on its way to the client as a problem document. */
export class HttpProblem extends Error {
  readonly code: ErrorCode
  readonly errors: readonly { readonly path: string; readonly message: string }[]

  constructor(
    code: ErrorCode,
    detail: string,
    errors: readonly { readonly path: string; readonly message: string }[] = [],
    options?: ErrorOptions,
  ) {
    super(detail, options)
    this.name = 'HttpProblem'
    this.code = code
    this.errors = errors
  }
}

/** The problem document as a response. */
export function problemResponse(
  code: ErrorCode,
  detail: string,
  errors: readonly { readonly path: string; readonly message: string }[] = [],
): Response {
  return new Response(JSON.stringify(problem(code, detail, errors)), {
    status: STATUS_OF[code],
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  })
}
