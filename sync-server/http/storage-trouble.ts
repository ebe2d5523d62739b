import { HttpProblem } from './http-problem.ts'

/** Full: ENOSPC and EDQUOT of the system, the words of SQLite, the code of Postgres. */
const FULL = /^(ENOSPC|EDQUOT|SQLITE_FULL|53100)$|database or disk is full/

/** Read-only or broken. */
const CANNOT_WRITE = /^(EROFS|EIO|SQLITE_READONLY\w*|SQLITE_IOERR\w*)$|readonly database|disk I\/O error/

/** What to tell of an error that says that the server's disk takes nothing; null for all other errors. */
export function storageTrouble(error: unknown): HttpProblem | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const signs = [String((at as NodeJS.ErrnoException).code ?? ''), at.message]
    const what = signs.some((sign) => FULL.test(sign))
      ? 'The disk of the server is full'
      : signs.some((sign) => CANNOT_WRITE.test(sign)) && 'The disk of the server cannot be written to'
    if (what) {
      return new HttpProblem('storage-failed', `${what}. Nothing of this was kept, and what is stored is safe`, [], {
        cause: error,
      })
    }
  }
  return null
}
