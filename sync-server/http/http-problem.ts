import type { Context } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import { problem, STATUS_OF, type ErrorCode, type Problem } from '#shared/protocol/errors.ts'

/** Places in the input that are wrong. */
export type ProblemErrors = readonly { readonly path: string; readonly message: string }[]

/** A refusal on its way to the client as a problem document. */
export class HttpProblem extends Error {
  readonly code: ErrorCode
  readonly errors: ProblemErrors
  /** Headers that the answer needs beside the document. */
  readonly headers: Readonly<Record<string, string>>
  /** Where a clip could start instead; absent where that is not what was refused. */
  freePositions: Problem['free_positions']

  constructor(
    code: ErrorCode,
    detail: string,
    errors: ProblemErrors = [],
    options?: ErrorOptions,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail, options)
    this.name = 'HttpProblem'
    this.code = code
    this.errors = errors
    this.headers = headers
  }
}

/** The problem document as the answer to a request. */
export function problemResponse(
  c: Context,
  code: ErrorCode,
  detail: string,
  errors: ProblemErrors = [],
  headers: Readonly<Record<string, string>> = {},
  freePositions?: Problem['free_positions'],
): Response {
  const body = { ...problem(code, detail, errors), ...(freePositions && { free_positions: freePositions }) }
  return c.newResponse(JSON.stringify(body), STATUS_OF[code] as StatusCode, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...headers,
  })
}
