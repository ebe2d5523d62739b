import { useCallback, useEffect, useState } from 'react'

/** What the server was asked for, and what became of it. */
export type Answer<T> =
  | { readonly state: 'asking' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'here'; readonly value: T }

/** Asks when the component comes, and again on `ask`. While it asks again, the old answer stays. `load` has to be stable. */
export function useAnswer<T>(load: (signal: AbortSignal) => Promise<T>): readonly [Answer<T>, () => Promise<void>] {
  const [answer, setAnswer] = useState<Answer<T>>({ state: 'asking' })
  const read = useCallback(
    async (signal: AbortSignal): Promise<void> => {
      try {
        const value = await load(signal)
        if (!signal.aborted) setAnswer({ state: 'here', value })
      } catch (error) {
        if (!signal.aborted) setAnswer({ state: 'failed', error })
      }
    },
    [load],
  )
  useEffect(() => {
    const ends = new AbortController()
    void read(ends.signal)
    return () => ends.abort()
  }, [read])
  const ask = useCallback(() => read(new AbortController().signal), [read])
  return [answer, ask]
}
