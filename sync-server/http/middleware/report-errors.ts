import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { AccessRefused } from '#server/auth/access-refused.ts'
import { TooManyPasswords } from '#server/auth/passwords.ts'
import { MediaStoreUnavailable } from '#server/media/media-store.ts'
import type { Logger } from '#server/observability/logger.ts'
import { CommandError, type CommandErrorCode } from '#shared/commands/command.ts'
import { STATUS_OF, type ErrorCode } from '#shared/protocol/errors.ts'
import type { ApiEnv } from '../api.ts'
import { HttpProblem, problemResponse } from '../http-problem.ts'
import { otherMethods, type Operations } from '../operations.ts'
import { storageTrouble } from '../storage-trouble.ts'

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'not-signed-in',
  400: 'malformed',
  403: 'not-allowed',
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported-media',
  429: 'too-many-requests',
}

const CODE_OF_COMMAND: Readonly<Record<CommandErrorCode, ErrorCode>> = {
  invalid: 'invalid',
  'not-found': 'not-found',
  'in-trash': 'in-trash',
  conflict: 'conflict',
}

const ALWAYS_WITH: Partial<Readonly<Record<ErrorCode, Readonly<Record<string, string>>>>> = {
  // The rest of the body stays unread, so nothing else can come on this connection.
  'too-large': { connection: 'close' },
  'not-signed-in': { 'www-authenticate': 'Bearer' },
}

/** Turns everything thrown while a request is answered into a problem document, and logs it once with its cause. */
export function reportErrors(logger: Logger): ErrorHandler<ApiEnv> {
  return (error, c) => {
    const refusal = asRefusal(error)
    const fields = { requestId: c.get('requestId'), method: c.req.method, path: c.req.path }
    if (!refusal) {
      logger.error({ ...fields, err: error }, 'a request failed')
      return problemResponse(c, 'internal', 'The server met an error of its own. What is stored is safe; try again')
    }
    const level = STATUS_OF[refusal.code] >= 500 ? 'error' : 'warn'
    logger[level]({ ...fields, code: refusal.code, cause: causeText(refusal.cause) }, refusal.message)
    const headers = { ...ALWAYS_WITH[refusal.code], ...refusal.headers }
    return problemResponse(c, refusal.code, refusal.message, refusal.errors, headers, refusal.freePositions)
  }
}

/** The answer where no route matches: 405 where the address takes other methods, else 404. */
export function notFound(operations: Operations): (c: Context) => Response {
  return (c) => {
    const allow = otherMethods(operations, c)
    if (allow === null) return problemResponse(c, 'not-found', `There is nothing at ${c.req.path}`)
    const words = `${c.req.path} takes ${allow}. Nothing was changed`
    return problemResponse(c, 'method-not-allowed', words, [], { allow })
  }
}

function asRefusal(error: Error): HttpProblem | null {
  if (error instanceof HttpProblem) return error
  if (error instanceof AccessRefused) {
    const { code, field, message } = error
    return new HttpProblem(code, message, field === null ? [] : [{ path: field, message }], { cause: error })
  }
  if (error instanceof TooManyPasswords) {
    return new HttpProblem('too-many-requests', `${error.message}. Try again in a few seconds`, [], { cause: error })
  }
  if (error instanceof CommandError) {
    return new HttpProblem(CODE_OF_COMMAND[error.code], error.message, error.issues, { cause: error.cause })
  }
  if (error instanceof MediaStoreUnavailable) {
    const words = 'The place where media are kept does not answer as it should. What is stored there is safe; try again'
    return new HttpProblem('unavailable', words, [], { cause: error })
  }
  if (error instanceof HTTPException && error.status < 500) {
    const code = CODE_OF_STATUS[error.status] ?? 'invalid'
    return new HttpProblem(code, `The request was refused and nothing was changed. ${error.message}`, [], {
      cause: error.cause,
    })
  }
  return storageTrouble(error)
}

function causeText(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.message : undefined
}
