import type { ErrorCode } from '#shared/protocol/errors.ts'

/** Something about accounts or roles that cannot be done; the message says why, and what to do. */
export class AccessRefused extends Error {
  readonly code: Extract<ErrorCode, 'invalid' | 'not-found' | 'conflict' | 'not-signed-in' | 'not-allowed' | 'in-trash'>
  /** The field of the body that is wrong. */
  readonly field: string | null

  constructor(code: AccessRefused['code'], message: string, field: string | null = null) {
    super(message)
    this.name = 'AccessRefused'
    this.code = code
    this.field = field
  }
}
