import { MediaRefused } from '#server/media/media-library.ts'
import { MediaTooLarge } from '#server/media/media-store.ts'
import { HttpProblem } from './http-problem.ts'

/** Runs what receives a file, and turns a refusal of the file into its problem document. */
export async function withMediaRefusals<T>(maxBytes: number, receive: () => Promise<T>): Promise<T> {
  try {
    return await receive()
  } catch (error) {
    if (error instanceof MediaTooLarge) throw tooLarge(Math.min(error.maxBytes, maxBytes), error)
    if (!(error instanceof MediaRefused)) throw error
    const code = error.reason === 'unknown-type' || error.reason === 'broken-picture' ? 'unsupported-media' : 'invalid'
    throw new HttpProblem(code, `${error.message}. Nothing of it was kept`, [], { cause: error })
  }
}

/** The refusal of a file of more than so many bytes. */
export function tooLarge(maxBytes: number, cause?: Error): HttpProblem {
  const megabytes = Math.floor(maxBytes / (1024 * 1024))
  return new HttpProblem(
    'too-large',
    `The file is larger than ${megabytes} MiB, the most that this server takes. Nothing of it was kept`,
    [],
    { cause },
  )
}
