import { AddressRefused } from '#server/outgoing/refused-addresses.ts'

/**
 * Why a host gave no usable answer.
 * - `unreachable`: the request never arrived; it is safe to send it again.
 * - `cut`: the connection ended before the answer was complete; the host may have acted.
 * - `timeout`: no answer, or no more of it, in time; the host may have acted.
 * - `status`: an HTTP status that says no.
 * - `not-found`: 404, where one thing was asked for.
 * - `not-comfy`: an answer that ComfyUI does not give: a page, other JSON, a redirect, a file of the wrong type.
 * - `too-large`: more bytes than are accepted.
 */
export type ComfyErrorCode = 'unreachable' | 'cut' | 'timeout' | 'status' | 'not-found' | 'not-comfy' | 'too-large'

/** A host could not be asked, or its answer cannot be used. The message is fit for people. */
export class ComfyError extends Error {
  override readonly name = 'ComfyError'
  readonly code: ComfyErrorCode
  /** The HTTP status, where there was an answer. */
  readonly status: number | null
  /** The raw words behind the message. */
  readonly detail: string

  constructor(code: ComfyErrorCode, message: string, more: { status?: number; detail?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.status = more.status ?? null
    this.detail = more.detail ?? ''
  }
}

/** Errors of the network that are raised before a single byte of the request leaves. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
])

/** Turns what the network throws into a ComfyError. `started`: whether the answer had begun to come. */
export function fromNetworkError(error: unknown, started: boolean): ComfyError {
  if (error instanceof ComfyError) return error
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = errorCode(cause)
  const detail = cause instanceof Error ? cause.message : String(cause)
  if (error instanceof AddressRefused) {
    return new ComfyError('unreachable', `This address may not be used. ${detail}`, { detail, cause: error })
  }
  if (!started && code !== null && NEVER_SENT.has(code)) {
    return new ComfyError(
      'unreachable',
      'The server does not answer. Check that ComfyUI runs and the address is right.',
      {
        detail,
        cause: error,
      },
    )
  }
  return new ComfyError('cut', 'The connection to the server ended in the middle.', { detail, cause: error })
}

function errorCode(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string') return code
  const inner = (error as { errors?: unknown } | null)?.errors
  return Array.isArray(inner) && inner.length > 0 ? errorCode(inner[0]) : null
}
