import { useCallback, useState } from 'react'
import { ApiError } from '#client/api/api-client.ts'

/** A form that is sent to the server: whether it is on its way, and what was wrong. */
export interface Attempt {
  readonly busy: boolean
  /** What went wrong, in words; null while nothing has. */
  readonly problem: string | null
  /** What is wrong with one field, by its path in the body; null where it is right. */
  fieldProblem(path: string): string | null
  /** Does the work; answers whether it was done. What it throws is told by `problem`. */
  run(work: () => Promise<void>): Promise<boolean>
}

const FRESH = { busy: false, problem: null, fields: new Map<string, string>() } as const

/** Follows one piece of work at a time. */
export function useAttempt(): Attempt {
  const [state, setState] = useState<{
    readonly busy: boolean
    readonly problem: string | null
    readonly fields: ReadonlyMap<string, string>
  }>(FRESH)
  const run = useCallback(async (work: () => Promise<void>): Promise<boolean> => {
    setState({ ...FRESH, busy: true })
    try {
      await work()
      setState(FRESH)
      return true
    } catch (error) {
      const problems = error instanceof ApiError ? (error.problem?.errors ?? []) : []
      const fields = new Map(problems.map(({ path, message }) => [path, message]))
      setState({ busy: false, problem: wordsOf(error), fields })
      return false
    }
  }, [])
  return { ...state, fieldProblem: (path) => state.fields.get(path) ?? null, run }
}

function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  return /[.!?]$/.test(words) ? words : `${words}.`
}
